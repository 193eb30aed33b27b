import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../router/testing/virtual-clock.ts';
import { createOverdue, graceMs, mostBegun, mostWaitingMs } from './overdue.ts';

const state = fc.constantFrom('waiting', 'running', 'done', 'failed');
const said = fc.array(fc.record({ state, afterMs: fc.integer({ min: 0, max: mostWaitingMs }) }), { maxLength: 40 });
const limit = fc.integer({ min: 1000, max: mostWaitingMs });

describe('the time of a job', () => {
  it('is over some day, whatever its host says of it and when', async () => {
    await fc.assert(
      fc.asyncProperty(said, limit, async (words, timeLimitMs) => {
        const clock = createVirtualClock(0);
        using overdue = createOverdue({ clock, timeLimitMs });
        let endedAt = Number.POSITIVE_INFINITY;
        overdue.signal.addEventListener('abort', () => {
          endedAt = clock.now();
        });
        overdue.became('running');
        for (const word of words) {
          await clock.until(new Promise<void>((resolve) => clock.after(word.afterMs, resolve)));
          overdue.became(word.state);
        }
        const mostMs = mostWaitingMs + mostBegun * (timeLimitMs + graceMs);
        await clock.until(new Promise<void>((resolve) => clock.after(mostMs, resolve)));
        expect(endedAt).toBeLessThanOrEqual(mostMs);
        expect(overdue.signal.reason).toMatchObject({ code: 'HOST_OVERDUE' });
      }),
      { numRuns: 1000 },
    );
  });

  it('is never over for a host that keeps to it, however long it waited and however often it was started anew', async () => {
    const begun = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: mostBegun });
    await fc.assert(
      fc.asyncProperty(begun, limit, async (shares, timeLimitMs) => {
        const clock = createVirtualClock(0);
        using overdue = createOverdue({ clock, timeLimitMs });
        for (const share of shares) {
          overdue.became('waiting');
          await clock.until(new Promise<void>((resolve) => clock.after((share * mostWaitingMs) / (mostBegun + 1), resolve)));
          overdue.became('running');
          await clock.until(new Promise<void>((resolve) => clock.after(share * (timeLimitMs + graceMs - 1), resolve)));
        }
        expect(overdue.signal.aborted).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
