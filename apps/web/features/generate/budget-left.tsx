'use client';

import type { Budget } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { useRight } from '@/components/frame/rights.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { dollars } from './generate-words.ts';
import { budgetOptions } from './generation-queries.ts';

/** What is left of the budgets, for those who may see it: the one that ends first. */
export function BudgetLeft() {
  const maySee = useRight('usage:read');
  const { data } = useQuery({ ...budgetOptions(browserClient), enabled: maySee });
  const tightest = data?.toSorted((one, other) => leftOf(one) - leftOf(other))[0];
  if (tightest === undefined) return null;
  const left = leftOf(tightest);
  return (
    <span className="figures text-sm text-quiet" data-budget={tightest.period}>
      {left <= 0
        ? `The budget of this ${tightest.period} is spent`
        : `${dollars(left)} left ${tightest.period === 'day' ? 'today' : 'this month'}`}
    </span>
  );
}

/** In dollars. */
function leftOf({ limitMicrodollars, spentMicrodollars, reservedMicrodollars }: Budget): number {
  return Math.max(0, limitMicrodollars - spentMicrodollars - reservedMicrodollars) / 1_000_000;
}
