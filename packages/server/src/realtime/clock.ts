import { setTimeout as delay } from 'node:timers/promises';

/** Time as streams see it; tests give their own. */
export interface StreamClock {
  /** Resolves after this time, or at once when `signal` fires. Never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: StreamClock = {
  async wait(milliseconds, signal) {
    // Not referenced: an open stream must not keep a process alive that has nothing else to do.
    await delay(milliseconds, undefined, { signal, ref: false }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  },
};
