import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reservation } from '../parts.ts';
import { createTestClock } from '../testing/time.ts';
import { createMemoryBudget } from './memory.ts';
import { endOf, numberOf } from './periods.ts';
import { budgetConformance, requireReservation } from './testing/conformance.ts';

const clock = createTestClock();
budgetConformance({
  name: 'memory',
  open(options, count) {
    const budget = createMemoryBudget({ ...options, clock: clock.now });
    return Array.from({ length: count }, () => budget);
  },
  until: clock.until,
  now: clock.now,
});

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** One thing that happens; which reservation it is about, and what share of it was spent. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('reserve'), most: fc.nat(400) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('end'), which: fc.nat(9), share: fc.constantFrom(0, 0.3, 1), isLost: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass'), hours: fc.oneof(fc.nat(3), fc.nat(40), fc.nat(800)) }) },
);

describe('a budget in memory', () => {
  it('is never overrun, and its sums are those of a list of all that was reserved and spent', () => {
    const limits = { day: 1000, month: 2500 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const time = createTestClock();
        const budget = createMemoryBudget({ limits, clock: time.now, expiresAfterMs: 2 * hourMs });
        /** What the books should say: every reservation that was granted, when, and what became of it. */
        const granted: { readonly at: number; readonly most: number; cost: number | undefined }[] = [];
        const open: { readonly reservation: Reservation; readonly line: (typeof granted)[number] }[] = [];
        for (const each of steps) {
          if ('most' in each) {
            const answer = budget.reserve('a', each.most);
            if ('settle' in answer) {
              const line = { at: time.now(), most: each.most, cost: undefined };
              granted.push(line);
              open.push({ reservation: answer, line });
            }
          } else if ('which' in each) {
            const [one] = open.splice(each.which % Math.max(1, open.length), 1);
            if (one === undefined || each.isLost) continue;
            one.line.cost = Math.floor(one.line.most * each.share);
            void (one.line.cost === 0 ? one.reservation.release() : one.reservation.settle(one.line.cost));
          } else time.pass(each.hours * hourMs);

          for (const { period, spent, reserved, limit } of budget.read('a')) {
            const lines = granted.filter(({ at }) => numberOf(period, at) === numberOf(period, time.now()));
            const isUnderWay = ({ at }: (typeof lines)[number]) => time.now() < at + 2 * hourMs;
            const sum = (of: typeof lines) => of.reduce((total, { cost, most }) => total + (cost ?? most), 0);
            expect(spent + reserved).toBe(sum(lines));
            expect(reserved).toBe(sum(lines.filter((line) => line.cost === undefined && isUnderWay(line))));
            expect(spent + reserved).toBeLessThanOrEqual(limit);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('begins anew with each day and each month of UTC', async () => {
    const time = createTestClock(Date.UTC(2026, 10, 30, 23, 59, 59, 999));
    const budget = createMemoryBudget({ limits: { day: 100, month: 100 }, clock: time.now });
    const late = requireReservation(budget.reserve('a', 100));
    expect(budget.read('a').map(({ resetsAt }) => resetsAt)).toEqual([Date.UTC(2026, 11), Date.UTC(2026, 11)]);
    time.pass(1);
    const next = requireReservation(budget.reserve('a', 60));
    // It counts in the month in which it was reserved.
    await late.settle(100);
    expect(budget.read('a')).toMatchObject([
      { period: 'day', spent: 0, reserved: 60, resetsAt: Date.UTC(2026, 11, 2) },
      { period: 'month', spent: 0, reserved: 60, resetsAt: Date.UTC(2027, 0) },
    ]);
    time.pass(dayMs);
    await next.settle(60);
    expect(budget.read('a')).toMatchObject([
      { period: 'day', spent: 0 },
      { period: 'month', spent: 60 },
    ]);
    expect(budget.reserve('a', 41)).toMatchObject({ refused: { period: 'month' } });
  });

  it('gives no day twice when the clock is set back', async () => {
    const time = createTestClock();
    const budget = createMemoryBudget({ limits: { day: 100 }, clock: time.now });
    await requireReservation(budget.reserve('a', 100)).settle(100);
    time.pass(-dayMs);
    expect(budget.reserve('a', 1)).toHaveProperty('refused');
  });

  it('knows when days and months end', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1999-01-01'), max: new Date('2101-01-01'), noInvalidDate: true }), (date) => {
        for (const period of ['day', 'month'] as const) {
          const end = endOf(period, numberOf(period, date.getTime()));
          expect(numberOf(period, end - 1)).toBe(numberOf(period, date.getTime()));
          expect(numberOf(period, end)).toBe(numberOf(period, date.getTime()) + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses limits that are no money', () => {
    expect(() => createMemoryBudget({ limits: { day: 0.5 } })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    const budget = createMemoryBudget({ limits: () => ({ month: -1 }) });
    expect(() => budget.reserve('a', 1)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
