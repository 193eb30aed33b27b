import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { parseOptions } from '../options.ts';
import type { BudgetState, Microdollars } from '../parts.ts';

const microdollars = z.int().nonnegative();

/** What may be spent in a day and in a month. Days and months are those of UTC, as providers bill. Left out: as much as is asked for. */
export const budgetLimitsSchema = z.strictObject({ day: microdollars.optional(), month: microdollars.optional() });
export type BudgetLimits = z.output<typeof budgetLimitsSchema>;

export const budgetPolicySchema = z.strictObject({
  alertAt: z
    .array(z.number().gt(0))
    .default([0.8, 1])
    .describe('Shares of a limit: whoever spends the one that reaches it, sets off the alert.'),
  expiresAfterMs: z.int().min(1).default(3_600_000).describe('What nobody settled for so long is taken as spent.'),
});

export interface BudgetAlert {
  readonly scope: string;
  readonly period: BudgetState['period'];
  /** Of the limit: one of `alertAt`. */
  readonly share: number;
  readonly limit: Microdollars;
  readonly spent: Microdollars;
  readonly resetsAt: number;
}

export interface BudgetOptions extends z.input<typeof budgetPolicySchema> {
  /** The same for everybody, or those of each scope. Asked at each call, so it has to answer at once. */
  readonly limits: z.input<typeof budgetLimitsSchema> | ((scope: string) => z.input<typeof budgetLimitsSchema>);
  /** Told once in a period of each share that was reached, in one of all processes. What it throws is thrown at whoever settled. */
  readonly onAlert?: ((alert: BudgetAlert) => void) | undefined;
}

/** Money that is no whole number of microdollars would be lost or made by rounding. @throws INTERNAL */
export function requireMoney(amount: Microdollars): void {
  if (Number.isSafeInteger(amount) && amount >= 0) return;
  throw new ForecourtError('INTERNAL', `${amount} is no amount of money: whole millionths of a dollar are.`);
}

/** @throws INVALID_INPUT, also where limits of a scope are wrong when they are asked for */
export function limitsReader(limits: BudgetOptions['limits']): (scope: string) => BudgetLimits {
  if (typeof limits === 'function') return (scope) => parseOptions(budgetLimitsSchema, limits(scope), `the budget of ${scope}`);
  const fixed = parseOptions(budgetLimitsSchema, limits, 'a budget');
  return () => fixed;
}
