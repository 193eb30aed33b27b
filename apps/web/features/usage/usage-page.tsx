'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { Section } from '../settings/section.tsx';
import { BudgetList } from './budget-list.tsx';
import { daysOf, everyDay, type RangeName, rangeNames, rangeWords } from './days.ts';
import { UsageChart } from './usage-chart.tsx';
import { UsageFigures } from './usage-figures.tsx';
import { usageOptions } from './usage-queries.ts';
import { UsageTable } from './usage-table.tsx';

/** What was spent, for what and by whom, and what may be spent. */
export function UsagePage({ mayWrite }: { readonly mayWrite: boolean }) {
  const [range, setRange] = useState<RangeName>('days');
  const days = daysOf(range);
  const { data, error, isFetching, refetch } = useQuery(usageOptions(browserClient, days, 'day'));
  return (
    <>
      <Section
        id="budgets"
        title="Budgets"
        description="What may be spent. At its end nothing that costs is started; this machine goes on."
      >
        <BudgetList mayWrite={mayWrite} />
      </Section>
      <section aria-labelledby="usage" className="border-t border-line py-8">
        <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
          <div>
            <h2 id="usage" className="text-base font-semibold">
              Usage
            </h2>
            <p className="mt-1 text-sm text-quiet">
              Every call to a provider, in US dollars. Where nobody can tell what a failed call cost, the most is counted. Days are those of
              UTC.
            </p>
          </div>
          <div className="flex items-center gap-2">
            <Select
              label="Days"
              hasHiddenLabel
              value={range}
              onChange={(value) => setRange(rangeNames.find((name) => name === value) ?? range)}
              className="w-36"
            >
              {rangeNames.map((name) => (
                <option key={name} value={name}>
                  {rangeWords[name]}
                </option>
              ))}
            </Select>
            <a href={`/api/v1/usage/export?from=${days.from}&to=${days.to}`} download className={buttonStyle()}>
              <Download aria-hidden />
              Export
            </a>
          </div>
        </div>
        {data === undefined ? (
          error === null ? (
            <Skeleton className="h-72" />
          ) : (
            <ProblemNote
              error={error}
              title="What was used could not be loaded."
              action={
                <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
                  Try again
                </Button>
              }
            />
          )
        ) : (
          <div className="flex flex-col gap-4">
            <UsageFigures total={data.total} />
            {data.from === data.to ? null : <UsageChart days={everyDay(data, data.items)} />}
          </div>
        )}
        <UsageTable days={days} />
      </section>
    </>
  );
}
