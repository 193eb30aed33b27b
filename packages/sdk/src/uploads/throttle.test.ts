import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chunkFor, createThrottle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const { signal } = new AbortController();

it('lets pieces go no faster than asked, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 20 }), async (pieces) => {
      const throttle = createThrottle(100_000, Date.now);
      const start = Date.now();
      const gone: { readonly piece: number; readonly at: number }[] = [];
      for (const [piece, bytes] of pieces.entries())
        void throttle.take(bytes, signal).then(() => gone.push({ piece, at: Date.now() - start }));
      await vi.runAllTimersAsync();
      expect(gone.map(({ piece }) => piece)).toEqual([...pieces.keys()]);
      const before = pieces.slice(0, -1).reduce((sum, bytes) => sum + bytes, 0);
      expect(gone.at(-1)?.at).toBeGreaterThanOrEqual(Math.floor(before / 100) - 1);
    }),
    { numRuns: 100 },
  );
});

it('lets everything go at once where nothing is asked, and ends when it is told to', async () => {
  await createThrottle(undefined).take(1e9, signal);
  const throttle = createThrottle(1000, Date.now);
  await throttle.take(5000, signal);
  const ending = new AbortController();
  const waiting = throttle.take(1, ending.signal);
  ending.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  expect([chunkFor(undefined), chunkFor(1000), chunkFor(1e9)]).toEqual([undefined, 65_536, 1_048_576]);
});
