import { longestLineCharacters } from '@forecourt/sdk/remote';
import * as z from 'zod';

/** What a script or tool may make before the rest is left out or refused. */
export const runLimitsSchema = z.strictObject({
  /** Log that is kept; what is beyond is left out, and said so. */
  logBytes: z.int().positive().default(16_777_216),
  /** One line of the protocol. */
  lineCharacters: z.int().positive().default(longestLineCharacters),
  /** One output: what the SDK takes as a picture at most. */
  outputBytes: z.int().positive().default(64_000_000),
  outputs: z.int().positive().default(2000),
  /** From being asked to end until it is made to. */
  graceMs: z.int().nonnegative().default(2000),
});
export type RunLimits = z.infer<typeof runLimitsSchema>;

/** Gives a signal that comes when the time is over; another one in tests, which do not wait. */
export type TimeLimit = (timeLimitMs: number) => AbortSignal;
export const realTimeLimit: TimeLimit = (timeLimitMs) => AbortSignal.timeout(timeLimitMs);
