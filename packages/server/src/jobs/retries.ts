import { setTimeout as wait } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';

/** A job is tried so often before it fails for good. */
export const maximumAttempts = 5;

const firstPauseMs = 1000;
const longestPauseMs = 60_000;

/**
 * How long to wait before the next try: anything up to a bound that doubles ("full jitter", AWS Architecture Blog, "Exponential
 * Backoff And Jitter"), so that jobs that failed together do not come back together.
 *
 * @param attempts tries so far.
 * @returns undefined where no other try makes sense.
 */
export function nextTryInMs(error: ForecourtError, attempts: number, random: () => number): number | undefined {
  if (!error.retryable || attempts >= maximumAttempts) return undefined;
  return Math.round(random() * Math.min(longestPauseMs, firstPauseMs * 2 ** attempts));
}

const patienceMs = 24 * 60 * 60 * 1000;

/**
 * The same for a job that nobody was there to do: it waits for up to a day, without using up a try. The longer it has waited, the seldomer it
 * looks again, at least once a minute.
 *
 * @param waitedMs time since it was asked for.
 * @returns undefined where it has waited long enough, and the failure counts
 */
export function nextLookInMs(waitedMs: number, random: () => number): number | undefined {
  if (waitedMs >= patienceMs) return undefined;
  return Math.round((0.5 + random() / 2) * Math.min(longestPauseMs, Math.max(2 * firstPauseMs, waitedMs / 4)));
}

/**
 * The same for a job whose worker died. Once may be anything, so it goes on at once. A photo that was in hand when worker after worker
 * died may be the cause: it lets others go first.
 */
export function nextTryAfterCrashInMs(attempts: number, random: () => number): number | undefined {
  if (attempts >= maximumAttempts) return undefined;
  return attempts < 2 ? 0 : Math.round(random() * firstPauseMs * 2 ** attempts);
}

/** Writes something that was hard to come by: while the database is away, again and again until the signal fires. */
export async function persist<Value>(write: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!ForecourtError.is(error) || error.code !== 'DATABASE_UNAVAILABLE' || signal.aborted) throw error;
      await wait(Math.min(5000, 200 * 2 ** attempt), undefined, { signal });
    }
  }
}
