import { throwIfAborted } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import { pause } from '../../clock/pause.ts';

/** Lets so many bytes a second pass, on average from its making on. */
export interface Throttle {
  /** The most that should pass in one go, so that it does not come in gushes. */
  readonly mostAtOnce: number;
  /** Waits until so many bytes may pass. @throws ABORTED */
  pass(bytes: number, signal: AbortSignal | undefined): Promise<void>;
}

const never = new AbortController().signal;

export function createThrottle(bytesPerSecond: number | undefined, clock: Clock): Throttle {
  if (bytesPerSecond === undefined) return { mostAtOnce: Number.POSITIVE_INFINITY, pass: async () => undefined };
  let freeAt = clock.now();
  return {
    mostAtOnce: Math.max(1024, Math.floor(bytesPerSecond / 4)),
    async pass(bytes, signal = never) {
      throwIfAborted(signal);
      const now = clock.now();
      const waitMs = Math.max(0, freeAt - now);
      freeAt = Math.max(freeAt, now) + (bytes / bytesPerSecond) * 1000;
      if (waitMs > 0) await pause(waitMs, clock, signal);
      throwIfAborted(signal);
    },
  };
}
