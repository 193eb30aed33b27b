import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { Budget, BudgetState, Microdollars, Reservation } from '../parts.ts';
import { createLink, type RedisPartOptions, requireShared } from '../redis/link.ts';
import { endOf } from './periods.ts';
import { type BudgetLimits, type BudgetOptions, budgetPolicySchema, limitsReader, requireMoney } from './policy.ts';
import { readScript, reserveScript, settleScript, unsettledScript } from './scripts.ts';

export interface RedisBudgetOptions extends BudgetOptions, RedisPartOptions {
  /** Milliseconds since 1970; only to say in this process's time what Redis says in its own. */
  readonly clock?: (() => number) | undefined;
}

const none = -1;

/**
 * Budgets that all processes share. Each step is one script. While Redis is away nothing is reserved where there is a limit
 * (SHARED_STATE_UNAVAILABLE), and what calls did cost is booked when it is back; until then their reservations count.
 *
 * @throws INVALID_INPUT
 */
export function createRedisBudget(options: RedisBudgetOptions): Budget {
  const { redis, prefix, patienceMs, warn, clock = Date.now, limits, onAlert, ...rest } = options;
  const { alertAt, expiresAfterMs } = parseOptions(budgetPolicySchema, rest, 'a budget');
  const limitsOf = limitsReader(limits);
  const link = createLink({ redis, prefix, patienceMs, warn });
  /** What was spent, and could not be booked yet. */
  const unbooked = new Map<string, { readonly scope: string; readonly cost: Microdollars }>();

  const keysOf = (scope: string) => ['account', 'reservations', 'expiry'].map((name) => link.key(`budget:${scope}`, name));
  const limitArgs = ({ day = none, month = none }: BudgetLimits) => [day, month];

  async function book(scope: string, id: string, cost: Microdollars): Promise<void> {
    const args = [id, cost, ...limitArgs(limitsOf(scope)), ...alertAt];
    const tell = (alerts: z.output<typeof settleScript.reply>) => {
      unbooked.delete(id);
      for (const [period, share, limit, spent, number] of alerts) {
        onAlert?.({ scope, period, share, limit, spent, resetsAt: endOf(period, number) });
      }
    };
    const alerts = await link.run(settleScript, keysOf(scope), args, tell);
    if (alerts === undefined) unbooked.set(id, { scope, cost });
    else tell(alerts);
  }

  async function bookRest(): Promise<void> {
    for (const [id, { scope, cost }] of unbooked) {
      unbooked.delete(id);
      await book(scope, id, cost);
      if (unbooked.has(id)) return;
    }
  }

  function reservation(scope: string, id: string): Reservation {
    const end = async (cost: Microdollars) => {
      requireMoney(cost);
      await book(scope, id, cost);
    };
    return { id, settle: end, release: () => end(0) };
  }

  return {
    async reserve(scope, most) {
      requireMoney(most);
      const id = randomUUID();
      const limitOf = limitsOf(scope);
      const args = [id, most, ...limitArgs(limitOf), expiresAfterMs];
      const reply = await link.run(reserveScript, keysOf(scope), args, () => void book(scope, id, 0));
      const isLimited = most > 0 && (limitOf.day !== undefined || limitOf.month !== undefined);
      if (reply === undefined && !isLimited) return reservation(scope, id);
      const [period, number, spent, reserved] = requireShared(reply, `Nothing can be spent by ${scope}`);
      if (unbooked.size > 0) await bookRest();
      if (period === '') return reservation(scope, id);
      return { refused: { scope, period, limit: limitOf[period] ?? 0, spent, reserved, resetsAt: endOf(period, number) } };
    },
    async read(scope) {
      if (unbooked.size > 0) await bookRest();
      const accounts = requireShared(await link.run(readScript, keysOf(scope), []), `The budget of ${scope} cannot be read`);
      const limitOf = limitsOf(scope);
      return accounts.flatMap(([number, spent, reserved], index): BudgetState[] => {
        const period = index === 0 ? 'day' : 'month';
        const limit = limitOf[period];
        return limit === undefined ? [] : [{ scope, period, limit, spent, reserved, resetsAt: endOf(period, number) }];
      });
    },
    async readUnsettled(scope) {
      const list = requireShared(await link.run(unsettledScript, keysOf(scope), []), `Reservations of ${scope} cannot be read`);
      return list
        .toSorted(([, , one], [, , other]) => other - one)
        .map(([id, most, ageMs, isExpired]) => ({
          ...reservation(scope, id),
          most,
          reservedAt: clock() - ageMs,
          isExpired: isExpired === 1,
        }));
    },
  };
}
