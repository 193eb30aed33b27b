import { ForecourtError } from '@forecourt/errors';
import type { Budget, BudgetPeriod } from '@forecourt/sdk/contract';
import { actorOf, appendAudit } from '../database/audit.ts';
import { budgetPeriods, readBudgets, setBudget } from '../database/budgets.ts';
import type { Database } from '../database/open.ts';
import type { Caller } from '../identity/index.ts';

/** Budgets of a dealership as people handle them. */
export interface Budgets {
  list(dealershipId: string): Promise<Budget[]>;
  set(
    caller: Caller,
    budget: { readonly period: BudgetPeriod; readonly limitMicrodollars: number; readonly alertsAtPercent: readonly number[] },
  ): Promise<Budget>;
  /** None is no error. */
  remove(caller: Caller, period: BudgetPeriod): Promise<void>;
}

export function createBudgets({ database }: { readonly database: Database }): Budgets {
  const entryOf = (caller: Caller, period: BudgetPeriod) => ({
    ...{ dealershipId: caller.dealershipId, actor: actorOf(caller), target: { kind: 'budget', id: period } },
  });
  const list = async (dealershipId: string) => {
    const found = await readBudgets(database.orm, dealershipId);
    return budgetPeriods.flatMap((period) => found.find((budget) => budget.period === period) ?? []);
  };
  return {
    list,
    async set(caller, budget) {
      const { period, limitMicrodollars, alertsAtPercent } = budget;
      await database.transaction(async (tx) => {
        await setBudget(tx, caller.dealershipId, budget);
        await appendAudit(tx, {
          ...entryOf(caller, period),
          action: 'budget.changed',
          details: { period, limitMicrodollars, alertsAtPercent },
        });
      });
      const set = (await list(caller.dealershipId)).find((each) => each.period === period);
      if (set === undefined) throw new ForecourtError('CHANGED_MEANWHILE', 'The budget was removed just now.');
      return set;
    },
    async remove(caller, period) {
      const { dealershipId } = caller;
      if (!(await list(dealershipId)).some((budget) => budget.period === period)) return;
      await database.transaction(async (tx) => {
        await setBudget(tx, dealershipId, { period, limitMicrodollars: null, alertsAtPercent: [] });
        await appendAudit(tx, { ...entryOf(caller, period), action: 'budget.removed', details: { period } });
      });
    },
  };
}
