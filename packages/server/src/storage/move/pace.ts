import { setTimeout } from 'node:timers/promises';

/** Lets no more bytes pass in a second than are allowed, on average since it began. */
export interface Pace {
  /** Waits until so many bytes may have passed. Rejects when the signal fires. */
  take(bytes: number, bytesPerSecond: number | null, signal: AbortSignal): Promise<void>;
}

/** Time that was not used cannot be saved up for longer than this: a pause is not followed by a rush. */
const longestRushMs = 1000;

export function createPace(now: () => number = () => performance.now()): Pace {
  /** When everything that was let pass may have passed. */
  let dueMs = now();
  return {
    async take(bytes, bytesPerSecond, signal) {
      if (bytesPerSecond === null) return;
      dueMs = Math.max(dueMs, now() - longestRushMs) + (bytes / bytesPerSecond) * 1000;
      const waitMs = dueMs - now();
      if (waitMs > 0) await setTimeout(waitMs, undefined, { signal });
    },
  };
}
