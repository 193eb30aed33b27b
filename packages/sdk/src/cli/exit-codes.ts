/** What the exit code of `forecourt` says. */
export const exitCodes = {
  /** Everything that was asked for was done. */
  done: 0,
  /** Something failed; stderr says what. What was finished stays. */
  failed: 1,
  /** The command line could not be understood; nothing was done. */
  usage: 2,
  /** Stopped by Ctrl-C or by a signal to end: 128 + 2, as shells do. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
