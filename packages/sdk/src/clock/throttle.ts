import { throwIfAborted } from '@forecourt/errors';
import type { Clock } from './clock.ts';
import { pause } from './pause.ts';

/** Lets so many bytes a second pass, on average from its making on. */
export interface Throttle {
  /** The most that should pass in one go, so that it does not come in gushes. */
  readonly mostAtOnce: number;
  /** Waits until so many bytes may pass; whoever comes first goes first. @throws ABORTED */
  pass(bytes: number, signal?: AbortSignal | undefined): Promise<void>;
}

const never = new AbortController().signal;

/** Each piece may pass once those before it have had their time, so the first passes at once. Nothing is held back without a speed. */
export function createThrottle(bytesPerSecond: number | undefined, clock: Clock): Throttle {
  if (bytesPerSecond === undefined) return { mostAtOnce: Number.POSITIVE_INFINITY, pass: async () => undefined };
  let owedMs = 0;
  let seenAt = clock.now();
  return {
    mostAtOnce: Math.max(1024, Math.floor(bytesPerSecond / 4)),
    async pass(bytes, signal = never) {
      throwIfAborted(signal);
      const now = clock.now();
      // By what has gone by and not by a time to come: a clock that is set back must not hold anything up.
      const waitMs = Math.max(0, owedMs - Math.max(0, now - seenAt));
      seenAt = now;
      owedMs = waitMs + (bytes / bytesPerSecond) * 1000;
      if (waitMs > 0) await pause(waitMs, clock, signal);
      throwIfAborted(signal);
    },
  };
}
