import { ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import type { HostJobState } from '../../contract/index.ts';

export interface OverdueOptions {
  readonly clock: Clock;
  /** What the job was given. */
  readonly timeLimitMs: number;
}

/** What a host says of a job, held against the time that it was given. */
export interface Overdue extends Disposable {
  /** Comes when the host has had all of it. Its reason is HOST_OVERDUE. */
  readonly signal: AbortSignal;
  /** The host says so. Whatever is no waiting counts as work until the end of the job is known. */
  became(state: HostJobState): void;
}

/** A host ends a job by itself when its time is over; then it ends its processes and checks what they made. */
export const graceMs = 60_000;
/** A job may wait for others, each of which may take as long as this at most: what the contract lets a job be given. */
export const mostWaitingMs = 86_400_000;
/** An agent that is started anew begins its jobs again, each with all of its time: so often that is believed. */
export const mostBegun = 10;

/**
 * Ends by our own clock what a host does not end: one that stands still, or says for ever that it is at it. The time runs from when the host
 * says that it begins, for it may have others to do first.
 */
export function createOverdue({ clock, timeLimitMs }: OverdueOptions): Overdue {
  const over = new AbortController();
  let waitingLeftMs = mostWaitingMs;
  let waitsSince: number | null = null;
  let begun = 0;
  let stop = (): void => undefined;

  function endAfter(ms: number, words: string): void {
    stop();
    const error = () => new ForecourtError('HOST_OVERDUE', words, { details: { timeLimitMs } });
    stop = clock.after(ms, () => over.abort(error()));
  }

  return {
    signal: over.signal,
    became(state) {
      const now = clock.now();
      if (state === 'waiting') {
        if (waitsSince !== null) return;
        waitsSince = now;
        endAfter(waitingLeftMs, 'The host has not begun the job within a day.');
        return;
      }
      // What began goes on in the same time, whatever else is told of it.
      if (begun > 0 && waitsSince === null) return;
      if (waitsSince !== null) waitingLeftMs = Math.max(0, waitingLeftMs - (now - waitsSince));
      if (begun >= mostBegun) return;
      waitsSince = null;
      begun++;
      endAfter(timeLimitMs + graceMs, `The host did not end the job within the ${timeLimitMs / 1000} s that it was given.`);
    },
    [Symbol.dispose]: () => stop(),
  };
}
