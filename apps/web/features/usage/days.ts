import type { UsageSum } from '@forecourt/sdk/contract';

/** From one day to another, both included: days of the ledger, which are those of UTC. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export const rangeNames = ['today', 'week', 'days', 'quarter', 'month'] as const;
export type RangeName = (typeof rangeNames)[number];

export const rangeWords: Readonly<Record<RangeName, string>> = {
  today: 'Today',
  week: 'Last 7 days',
  days: 'Last 30 days',
  quarter: 'Last 90 days',
  month: 'This month',
};

const dayMs = 24 * 60 * 60 * 1000;
const lengths = { today: 1, week: 7, days: 30, quarter: 90 } as const;

export function daysOf(range: RangeName, now: number = Date.now()): Days {
  const to = dayOf(now);
  return { from: range === 'month' ? `${to.slice(0, 7)}-01` : dayOf(now - (lengths[range] - 1) * dayMs), to };
}

/** Every day of them, also those on which nothing was called. */
export function everyDay({ from, to }: Days, sums: readonly UsageSum[]): readonly DaySum[] {
  const byDay = new Map(sums.map((sum) => [sum.key, sum]));
  const count = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  return Array.from({ length: count }, (_, index) => {
    const day = dayOf(Date.parse(from) + index * dayMs);
    const sum = byDay.get(day);
    return { day, calls: sum?.calls ?? 0, failed: sum?.failed ?? 0, costMicrodollars: sum?.costMicrodollars ?? 0 };
  });
}

export interface DaySum extends Pick<UsageSum, 'calls' | 'failed' | 'costMicrodollars'> {
  readonly day: string;
}

/** `12 Nov`. */
export function dayInShort(day: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
