import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chunkFor } from '../uploads/pace.ts';
import { type Clock, systemClock } from './clock.ts';
import { createThrottle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const { signal } = new AbortController();
/** Of the time that the test lets go on. */
const clock: Clock = { now: () => Date.now(), after: systemClock.after };

it('lets pieces go no faster than asked, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 20 }), async (pieces) => {
      const throttle = createThrottle(100_000, clock);
      const start = Date.now();
      const gone: { readonly piece: number; readonly at: number }[] = [];
      for (const [piece, bytes] of pieces.entries())
        void throttle.pass(bytes, signal).then(() => gone.push({ piece, at: Date.now() - start }));
      await vi.runAllTimersAsync();
      expect(gone.map(({ piece }) => piece)).toEqual([...pieces.keys()]);
      const before = pieces.slice(0, -1).reduce((sum, bytes) => sum + bytes, 0);
      expect(gone.at(-1)?.at).toBeGreaterThanOrEqual(Math.floor(before / 100) - 1);
    }),
    { numRuns: 100 },
  );
});

it('lets everything go at once where nothing is asked, and ends when it is told to', async () => {
  await createThrottle(undefined, clock).pass(1e9, signal);
  const throttle = createThrottle(1000, clock);
  await throttle.pass(5000, signal);
  const ending = new AbortController();
  const waiting = throttle.pass(1, ending.signal);
  ending.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  expect([chunkFor(undefined), chunkFor(1000), chunkFor(1e9)]).toEqual([undefined, 65_536, 1_048_576]);
});

it('does not stand still for an hour where the clock is set back by one', async () => {
  const throttle = createThrottle(1000, clock);
  await throttle.pass(5000, signal);
  vi.setSystemTime(Date.now() - 3_600_000);
  const waiting = throttle.pass(1, signal);
  await vi.advanceTimersByTimeAsync(5000);
  await waiting;
});
