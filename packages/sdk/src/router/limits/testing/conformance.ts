import { describe, expect, it } from 'vitest';
import type { Limits, Slot, Target } from '../../parts.ts';

export interface LimitsUnderTest {
  readonly name: string;
  /** Opens the same state twice, as two processes would; where there is but one process, both may be one. */
  open(): { readonly one: Limits; readonly other: Limits };
  readonly now: () => number;
}

export const target: Target = { provider: 'replicate', operation: 'removeBackground' };

export function requireSlot(answer: Slot | { readonly waitMs: number }): Slot {
  if ('release' in answer) return answer;
  throw new TypeError(`there is no place for ${answer.waitMs} ms`);
}

/** What a caller of any limits may rely on, as tests. */
export function limitsConformance({ name, open, now }: LimitsUnderTest): void {
  describe(`limits: ${name}`, () => {
    it('gives as many places as are allowed at once, to all together, and each again when it is given back', async () => {
      const { one, other } = open();
      const asked = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).take(target, { concurrency: 3 }));
      const slots = (await Promise.all(asked)).filter((answer) => 'release' in answer);
      expect(slots).toHaveLength(3);
      expect(await other.take(target, { concurrency: 3 })).toEqual({ waitMs: expect.any(Number) });
      for (const slot of slots.slice(1)) await slot.release();
      // Twice is once.
      for (const slot of slots.slice(1)) await slot.release();
      requireSlot(await one.take(target, { concurrency: 3 }));
      requireSlot(await other.take(target, { concurrency: 3 }));
      expect(await other.take(target, { concurrency: 3 })).toEqual({ waitMs: expect.any(Number) });
    });

    it('keeps to requests per minute, and says how long to wait', async () => {
      const { one, other } = open();
      const limits = { requestsPerMinute: 11 };
      let taken = 0;
      for (const each of [one, other, one, other, one, other]) if ('release' in (await each.take(target, limits))) taken++;
      expect(taken).toBe(2);
      const answer = await other.take(target, limits);
      expect('waitMs' in answer && answer.waitMs).toBeGreaterThan(1);
      expect('waitMs' in answer && answer.waitMs).toBeLessThanOrEqual(6001);
    });

    it('sends nothing while it was asked to wait, however often that is said', async () => {
      const { one, other } = open();
      await one.hold(target, now() + 60_000);
      await other.hold(target, now() + 1000);
      await other.hold(target, now() - 1000);
      for (const limits of [one, other]) {
        expect(await limits.take(target, {})).toEqual({ waitMs: expect.closeTo(60_000, -5) });
        requireSlot(await limits.take({ ...target, provider: 'openai' }, {}));
      }
    });

    it('believes nobody who asks to wait for years', async () => {
      const { one, other } = open();
      await one.hold(target, now() + 10 * 365 * 86_400_000);
      const answer = await other.take(target, {});
      expect('waitMs' in answer && answer.waitMs).toBeLessThanOrEqual(86_400_000);
    });

    it('lets through what has no limits', async () => {
      const { one, other } = open();
      for (let call = 0; call < 50; call++) requireSlot(await (call % 2 === 0 ? one : other).take(target, {}));
    });
  });
}
