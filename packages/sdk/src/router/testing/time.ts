import { expect } from 'vitest';

/** Time that passes when a test says so. */
export function createTestClock(startsAt = Date.UTC(2026, 10, 21, 12)) {
  let now = startsAt;
  return {
    now: () => now,
    pass(ms: number) {
      now += ms;
    },
    /** Lets it pass in milliseconds until it is so. */
    async until(isSo: () => Promise<boolean>) {
      for (let ms = 0; ms < 100_000; ms++) {
        if (await isSo()) return;
        now++;
      }
      throw new Error('it is never so');
    },
  };
}

/** Waits in the time of the machine. */
export async function untilInRealTime(isSo: () => Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { interval: 5 }).toBe(true);
}
