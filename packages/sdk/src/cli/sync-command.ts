import type { Command } from 'commander';
import type { z } from 'zod';
import type { ExitCode } from './exit-codes.ts';
import type { SyncFlags } from './sync-flags.ts';
import type { Terminal } from './terminal.ts';

export interface SyncCommandParts {
  sub(parent: Command, name: string): Command;
  readonly json: readonly [string, string];
  parseFlags<Schema extends z.ZodType>(schema: Schema, flags: unknown): z.output<Schema>;
  keep(folder: string, flags: SyncFlags): Promise<void>;
}

/** Keeps a folder of photos in step with a server. */
export function addSyncCommand(root: Command, { sub, json, parseFlags, keep }: SyncCommandParts): void {
  sub(root, 'sync')
    .description('keep a folder in step with a Forecourt server: new photos go up, results come back')
    .argument('<folder>', 'the folder of photos')
    .option('--results <folder>', 'fetch cutouts into this folder')
    .option('--vehicle <vehicle>', 'id or stock number of the vehicle that all photos belong to')
    .option('--by-subfolder', 'each folder in it is named by the stock number of its vehicle')
    .option('--create <make/model>', 'make a vehicle where there is none with a stock number')
    .option('--deletions <rule>', 'what becomes of a photo whose file goes away: keep or delete; keep where left out')
    .option('--limit <kilobytes>', 'send no more than so many kilobytes a second')
    .option('--once', 'do what can be done now, and stop')
    .option('--server <url>', 'address of the server; FORECOURT_SERVER_URL where left out')
    .option('--key-file <path>', 'file with the API key; FORECOURT_SERVER_KEY where left out')
    .option(...json)
    .action(async (folder: string, flags: unknown) => {
      const { syncFlagsSchema } = await import('./sync-flags.ts');
      await keep(folder, parseFlags(syncFlagsSchema, flags));
    });
}

/** Does what the command says until the signal; it is loaded only then, since other commands start faster without. */
export async function keepInStep(folder: string, flags: SyncFlags, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const command = await import('./commands/sync.ts');
  return command.keepInStep(folder, flags, terminal, signal);
}
