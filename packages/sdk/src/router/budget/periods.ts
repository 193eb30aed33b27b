import type { BudgetState } from '../parts.ts';

type Period = BudgetState['period'];

const dayMs = 86_400_000;

/** A day or a month of UTC as a number that grows by one from each to the next. */
export function numberOf(period: Period, atMs: number): number {
  if (period === 'day') return Math.floor(atMs / dayMs);
  const date = new Date(atMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** When the next one begins. */
export function endOf(period: Period, number: number): number {
  return period === 'day' ? (number + 1) * dayMs : Date.UTC(Math.floor(number / 12), (number % 12) + 1);
}
