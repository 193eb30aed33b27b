import { setTimeout as delay } from 'node:timers/promises';

/** Time as the scheduler sees it; tests give their own. */
export interface ScheduleClock {
  now(): Date;
  /** Resolves after this time, or at once when `signal` fires. Never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: ScheduleClock = {
  now: () => new Date(),
  async wait(milliseconds, signal) {
    // Not referenced: a task that is due tomorrow keeps no process alive.
    await delay(milliseconds, undefined, { signal, ref: false }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  },
};
