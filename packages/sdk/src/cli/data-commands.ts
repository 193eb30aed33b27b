import type { Command } from 'commander';
import type { ServerCommandName } from './commands/server.ts';

export interface DataCommandParts {
  sub(parent: Command, name: string): Command;
  readonly json: readonly [string, string];
  run(name: ServerCommandName, flags: unknown): Promise<void>;
  bringIn(source: string, flags: unknown): Promise<void>;
}

/** Commands that carry everything out of an installation, into one, or over from another system. */
export function addDataCommands(root: Command, { sub, json, run, bringIn }: DataCommandParts): void {
  sub(root, 'backup')
    .description('write everything of this installation into a folder, while servers run (needs @forecourt/server)')
    .argument('<folder>', 'where the back-up lies; files that an earlier one left there are used again')
    .option('--without-files', 'rows alone, without photos and cutouts')
    .option('--with-keys', 'also the key ring: whoever has the back-up can then open every secret')
    .option(...json)
    .action((folder: string, flags: object) => run('backup', { ...flags, folder }));
  sub(root, 'restore')
    .description('bring a back-up into an installation that has nothing yet, on either database (needs @forecourt/server)')
    .argument('<folder>', 'the back-up')
    .option(...json)
    .action((folder: string, flags: object) => run('restore', { ...flags, folder }));
  sub(root, 'import')
    .description('bring vehicles over: a table (CSV), documents of mongoexport, or a folder with a folder of photos for each stock number')
    .argument('<source>', 'the file or the folder; with --undo the id of an import')
    .option('--dry-run', 'look at every row and write nothing')
    .option('--undo', 'take an import back; what somebody has worked on since stays')
    .option('--create <make/model>', 'for rows and folders that say none')
    .option('--currency <code>', 'of prices that say none, such as EUR')
    .option('--errors <path>', 'write what is wrong into a table')
    .option('--server <url>', 'address of the server; FORECOURT_SERVER_URL where left out')
    .option('--key-file <path>', 'file with the API key; FORECOURT_SERVER_KEY where left out')
    .option(...json)
    .action((source: string, flags: unknown) => bringIn(source, flags));
}
