export { type ExitCode, exitCodes } from './exit-codes.ts';
export { createTerminal, oneLine, type Terminal } from './terminal.ts';
