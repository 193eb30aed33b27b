import { describe, expect, it } from 'vitest';
import type { Budget, BudgetState, Reservation } from '../../parts.ts';
import type { BudgetAlert, BudgetOptions } from '../policy.ts';

export interface BudgetUnderTest {
  readonly name: string;
  /** Opens the same books so many times, as processes would; where there is but one process, all may be one. */
  open(options: BudgetOptions, count: number): readonly Budget[];
  /** Lets time pass until it is so. */
  until(isSo: () => Promise<boolean>): Promise<void>;
  readonly now: () => number;
}

export function requireReservation(answer: Reservation | { readonly refused: BudgetState }): Reservation {
  if ('settle' in answer) return answer;
  throw new TypeError(`the budget of the ${answer.refused.period} is used up`);
}

/** What a caller of any budget may rely on, as tests. */
export function budgetConformance({ name, open, until, now }: BudgetUnderTest): void {
  const openOne = (options: BudgetOptions): Budget => {
    const [budget] = open(options, 1);
    if (budget === undefined) throw new TypeError('no budget was opened');
    return budget;
  };
  const sums = async (budget: Budget, scope = 'a') =>
    Object.fromEntries((await budget.read(scope)).map(({ period, spent, reserved }) => [period, { spent, reserved }]));

  describe(`budget: ${name}`, () => {
    it('takes what a call may cost at most, and gives back what it did not cost', async () => {
      const budget = openOne({ limits: { day: 1000, month: 5000 } });
      const reservation = requireReservation(await budget.reserve('a', 400));
      expect(await sums(budget)).toEqual({ day: { spent: 0, reserved: 400 }, month: { spent: 0, reserved: 400 } });
      await reservation.settle(150);
      expect(await sums(budget)).toEqual({ day: { spent: 150, reserved: 0 }, month: { spent: 150, reserved: 0 } });
      await requireReservation(await budget.reserve('a', 400)).release();
      expect(await sums(budget)).toEqual({ day: { spent: 150, reserved: 0 }, month: { spent: 150, reserved: 0 } });
    });

    it('refuses what it has not left, by the day and by the month, and says which and until when', async () => {
      const budget = openOne({ limits: (scope) => (scope === 'day' ? { day: 100, month: 1000 } : { day: 1000, month: 100 }) });
      for (const period of ['day', 'month']) {
        await requireReservation(await budget.reserve(period, 60)).settle(60);
        const answer = await budget.reserve(period, 41);
        expect(answer).toEqual({ refused: { scope: period, period, limit: 100, spent: 60, reserved: 0, resetsAt: expect.any(Number) } });
        const resetsInMs = 'refused' in answer ? answer.refused.resetsAt - now() : 0;
        expect(resetsInMs).toBeGreaterThan(0);
        expect(resetsInMs).toBeLessThanOrEqual((period === 'day' ? 1 : 31) * 86_400_000);
        requireReservation(await budget.reserve(period, 40));
      }
    });

    it('refuses nothing that costs nothing, and nothing where there is no limit', async () => {
      const budget = openOne({ limits: (scope) => (scope === 'a' ? { day: 0 } : {}) });
      requireReservation(await budget.reserve('a', 0));
      requireReservation(await budget.reserve('b', 1_000_000_000_000));
      expect(await budget.reserve('a', 1)).toHaveProperty('refused');
      expect(await budget.read('b')).toEqual([]);
    });

    it('is never overrun by a millionth, by 1,000 calls at once', async () => {
      const budgets = open({ limits: { day: 100_000, month: 90_000 } }, 4);
      const spendOn = async (budget: Budget, call: number) => {
        const answer = await budget.reserve('a', 333);
        if ('refused' in answer) return 0;
        const cost = call % 3 === 0 ? 333 : 0;
        await answer.settle(cost);
        return cost;
      };
      const calls = Array.from({ length: 250 }, (_, call) => budgets.map((budget) => spendOn(budget, call)));
      const spent = (await Promise.all(calls.flat())).reduce<number>((sum, cost) => sum + cost, 0);
      expect(spent).toBeLessThanOrEqual(90_000);
      for (const budget of budgets) {
        expect(await sums(budget)).toEqual({ day: { spent, reserved: 0 }, month: { spent, reserved: 0 } });
      }
    });

    it('gives out all there is and not one call more, when 1,000 ask at once', async () => {
      const budgets = open({ limits: { month: 99_999 } }, 4);
      const answers = await Promise.all(Array.from({ length: 250 }, () => budgets.map((budget) => budget.reserve('a', 333))).flat());
      expect(answers.filter((answer) => 'id' in answer)).toHaveLength(300);
    });

    it('says once in a period that a share is reached, to one of all', async () => {
      const alerts: BudgetAlert[] = [];
      const budgets = open({ limits: { month: 1000 }, alertAt: [0.5, 1], onAlert: (alert) => alerts.push(alert) }, 3);
      await Promise.all(budgets.map(async (budget) => requireReservation(await budget.reserve('a', 200)).settle(200)));
      expect(alerts).toMatchObject([{ scope: 'a', period: 'month', share: 0.5, limit: 1000, spent: 600 }]);
      await Promise.all(budgets.map(async (budget) => requireReservation(await budget.reserve('a', 100)).settle(100)));
      expect(alerts).toHaveLength(1);
      for (const budget of budgets.slice(1)) await requireReservation(await budget.reserve('a', 50)).settle(50);
      expect(alerts).toMatchObject([{ share: 0.5 }, { share: 1, spent: 1000 }]);
    });

    it('books a reservation once, and what it cost also where that is more', async () => {
      const budget = openOne({ limits: { day: 1000 } });
      const reservation = requireReservation(await budget.reserve('a', 100));
      await reservation.settle(130);
      await reservation.settle(130);
      await reservation.release();
      expect(await sums(budget)).toEqual({ day: { spent: 130, reserved: 0 } });
    });

    it('counts what nobody settles, lists it, takes it for spent in time, and corrects that when somebody knows better', async () => {
      const [budget, other] = open({ limits: { day: 1000 }, expiresAfterMs: 500 }, 2);
      if (budget === undefined || other === undefined) throw new TypeError('no budget was opened');
      await requireReservation(await budget.reserve('a', 10)).settle(10);
      const { id } = requireReservation(await budget.reserve('a', 700));
      expect(await other.readUnsettled('a')).toMatchObject([{ id, most: 700, isExpired: false }]);
      await until(async () => (await other.read('a')).some(({ reserved }) => reserved === 0));
      expect(await sums(other)).toEqual({ day: { spent: 710, reserved: 0 } });
      expect(await other.reserve('a', 300)).toHaveProperty('refused');
      const unsettled = await other.readUnsettled('a');
      expect(unsettled).toMatchObject([{ id, most: 700, isExpired: true, reservedAt: expect.closeTo(now(), -5) }]);
      for (const each of unsettled) await each.settle(250);
      expect(await sums(budget)).toEqual({ day: { spent: 260, reserved: 0 } });
      expect(await budget.readUnsettled('a')).toEqual([]);
    });

    it('keeps scopes apart', async () => {
      const budget = openOne({ limits: { day: 100 } });
      requireReservation(await budget.reserve('a', 100));
      requireReservation(await budget.reserve('b', 100));
    });

    it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('takes %s for no amount of money', async (amount) => {
      const budget = openOne({ limits: { day: 100 } });
      await expect((async () => budget.reserve('a', amount))()).rejects.toMatchObject({ code: 'INTERNAL' });
      const reservation = requireReservation(await budget.reserve('a', 1));
      await expect((async () => reservation.settle(amount))()).rejects.toMatchObject({ code: 'INTERNAL' });
    });
  });
}
