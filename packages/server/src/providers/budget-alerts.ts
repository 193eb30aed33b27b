import type { BudgetPeriod } from '@forecourt/sdk/contract';
import type { BudgetState } from '@forecourt/sdk/router';
import { claimAlert, type SettledBudget } from '../database/budgets.ts';
import { appendEvent } from '../database/events.ts';
import { notify } from '../database/notifications.ts';
import type { Database, Transaction } from '../database/open.ts';

/** A share of a budget that was reached. */
interface Reached {
  readonly period: BudgetPeriod;
  readonly percent: number;
  readonly limit: number;
  readonly spent: number;
  /** A call was not made for want of money. */
  readonly isRefusal: boolean;
}

/** Tells people of a budget that was spent to one of its thresholds, or that has refused a call: once in its period for each. */
export async function tellBudget(
  database: Database,
  dealershipId: string,
  { settled, refused }: { readonly settled?: SettledBudget | undefined; readonly refused?: BudgetState | undefined },
): Promise<void> {
  const reached = [...(settled ? reachedOf(settled) : []), ...(refused ? [{ ...refused, percent: 100, isRefusal: true }] : [])];
  for (const each of reached) {
    await database.transaction(async (tx) => {
      if (await claimAlert(tx, dealershipId, each)) await tell(tx, dealershipId, each);
    });
  }
}

function reachedOf(row: SettledBudget): Reached[] {
  const day = { limit: row.dayLimit, spent: row.daySpent, alerted: row.dayAlerted, alerts: row.dayAlerts };
  const month = { limit: row.monthLimit, spent: row.monthSpent, alerted: row.monthAlerted, alerts: row.monthAlerts };
  return Object.entries({ day, month }).flatMap(([name, { limit, spent, alerted, alerts }]) => {
    if (limit === null || spent === 0) return [];
    const percent = Math.max(0, ...[...alerts, 100].filter((each) => spent * 100 >= limit * each));
    const period = name === 'day' ? 'day' : 'month';
    return percent > alerted ? [{ period, percent, limit, spent, isRefusal: false } as const] : [];
  });
}

async function tell(tx: Transaction, dealershipId: string, { period, percent, limit, spent, isRefusal }: Reached): Promise<void> {
  const name = period === 'day' ? 'today' : 'this month';
  const isReached = percent >= 100;
  const amounts = `${dollars(spent)} of ${dollars(limit)} are spent.`;
  const stands = isRefusal
    ? `${amounts} A call was not made, since it could have cost more than what is left.`
    : `${amounts} Nothing that costs is started before it begins anew.`;
  await notify(tx, {
    dealershipId,
    kind: isReached ? 'budget.reached' : 'budget.alert',
    title: isReached ? `The budget of ${name} is used up` : `${percent} % of the budget of ${name} is spent`,
    body: isReached ? `${stands} The local engine goes on, at no cost.` : amounts,
    link: '/settings/usage',
    groupKey: `budget:${period}:${percent}:${new Date().toISOString().slice(0, period === 'day' ? 10 : 7)}`,
  });
  await appendEvent(tx, dealershipId, 'budget.alerted', { period, percent });
}

/** Cents, and what is smaller where that is all. */
function dollars(microdollars: number): string {
  const usd = microdollars / 1e6;
  return `$${usd >= 0.01 || usd === 0 ? usd.toFixed(2) : usd.toFixed(6).replace(/0+$/, '')}`;
}
