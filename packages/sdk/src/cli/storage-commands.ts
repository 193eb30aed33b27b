import type { Command } from 'commander';
import type { KeepingCommandParts } from './keeping-commands.ts';

/** Commands about the files of an installation. */
export function addStorageCommands(root: Command, { sub, json, run }: KeepingCommandParts): void {
  const storage = sub(root, 'storage').description('where photos and cutouts are kept (needs @forecourt/server)');
  sub(storage, 'status')
    .description('what is kept and where, and how a move stands')
    .option(...json)
    .action((flags: unknown) => run('storageStatus', flags));
  sub(storage, 'move')
    .description('bring all files to the bucket or back, while servers run; run it again to go on where it stopped')
    .requiredOption('--to <place>', 'folder or s3')
    .option('--limit <megabytes>', 'megabytes in a second at the most')
    .option('--remove-source', 'when all files are there and were looked at, remove them from where they were')
    .option(...json)
    .action((flags: unknown) => run('storageMove', flags));
  sub(storage, 'clean')
    .description('remove files that nobody wants any more, and name those that are missing')
    .option('--dry-run', 'find, and remove nothing')
    .option(...json)
    .action((flags: unknown) => run('storageClean', flags));
}
