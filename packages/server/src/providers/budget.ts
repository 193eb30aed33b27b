import { ForecourtError } from '@forecourt/errors';
import type { Budget as BudgetRow } from '@forecourt/sdk/contract';
import type { Budget, BudgetState, Reservation } from '@forecourt/sdk/router';
import { readBudgets, readUnsettled, reserveMoney, type SettledBudget, settleMoney } from '../database/budgets.ts';
import { databaseError } from '../database/failures.ts';
import type { Database } from '../database/open.ts';
import { tellBudget } from './budget-alerts.ts';

export interface DatabaseBudgetOptions {
  readonly database: Database;
  /** Told what went wrong while people were told of a budget: that ends no call. */
  readonly onError: (error: unknown, dealershipId: string) => void;
  /** The database's own time where left out, the same for all processes. */
  readonly clock?: (() => Date) | undefined;
}

/**
 * Budgets of dealerships in the database: what is reserved there is reserved in every process, and outlives each of them. The scope is the
 * dealership's id.
 */
export function createDatabaseBudget({ database, onError, clock }: DatabaseBudgetOptions): Budget {
  const time = () => ({ at: clock?.() });
  const read = async (scope: string) => (await known(readBudgets(database.orm, scope, time()))).map((row) => stateOf(scope, row));
  /** What each dealership was last told of here: a thousand refused calls ask the database once whether people know. */
  const told = new Map<string, string>();
  const tell = async (scope: string, settled: SettledBudget | 'refused', refused?: BudgetState) => {
    const name = refused && `${refused.period} ${refused.resetsAt} ${refused.limit}`;
    if (name !== undefined && told.get(scope) === name) return;
    if (name !== undefined) told.set(scope, name);
    try {
      await tellBudget(database, scope, settled === 'refused' ? { refused } : { settled });
    } catch (error) {
      onError(error, scope);
    }
  };
  const settle = async (scope: string, id: string, cost: number) => {
    requireMoney(cost);
    const settled = await known(settleMoney(database.orm, scope, id, cost));
    if (settled !== null) await tell(scope, settled);
  };
  const reservation = (scope: string, id: string): Reservation => ({
    id,
    settle: (cost) => settle(scope, id, cost),
    release: () => settle(scope, id, 0),
  });
  return {
    async reserve(scope, most) {
      requireMoney(most);
      const id = await known(reserveMoney(database.orm, scope, most, time()));
      if (id !== null) return reservation(scope, id);
      const states = await read(scope);
      const refused = states.find(({ limit, spent, reserved }) => spent + reserved + most > limit) ?? states[0];
      // It was raised or removed in the very moment between.
      if (refused === undefined) throw new ForecourtError('BUDGET_EXCEEDED', 'The budget was changed just now. Ask again.');
      await tell(scope, 'refused', refused);
      return { refused };
    },
    read,
    async readUnsettled(scope) {
      const rows = await known(readUnsettled(database.orm, scope, time()));
      return rows.map(({ id, most, reservedAt, isExpired }) => ({
        ...reservation(scope, id),
        ...{ most, isExpired, reservedAt: reservedAt.getTime() },
      }));
    },
  };
}

function stateOf(scope: string, row: BudgetRow): BudgetState {
  return {
    scope,
    period: row.period,
    limit: row.limitMicrodollars,
    spent: row.spentMicrodollars,
    reserved: row.reservedMicrodollars,
    resetsAt: Date.parse(row.resetsAt),
  };
}

/** Money that is no whole number of microdollars would be lost or made by rounding. @throws INTERNAL */
function requireMoney(amount: number): void {
  if (Number.isSafeInteger(amount) && amount >= 0) return;
  throw new ForecourtError('INTERNAL', `${amount} is no amount of money: whole millionths of a dollar are.`);
}

/** Errors of single queries are drizzle's own until somebody says what they mean. */
async function known<Answer>(query: Promise<Answer>): Promise<Answer> {
  try {
    return await query;
  } catch (error) {
    throw databaseError(error);
  }
}
