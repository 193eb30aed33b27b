export { type ExitCode, exitCodes } from './exit-codes.ts';
export { addSyncCommand, keepInStep, type SyncCommandParts } from './sync-command.ts';
export type { SyncFlags } from './sync-flags.ts';
export { createTerminal, oneLine, type Terminal } from './terminal.ts';
