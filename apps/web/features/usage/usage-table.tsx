'use client';

import type { UsageGroup, UsageSum } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { ChartColumn } from 'lucide-react';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { time } from '../generate/generate-words.ts';
import { operationWords } from '../providers/provider-words.ts';
import { type Days, dayInShort } from './days.ts';
import { usageOptions } from './usage-queries.ts';
import { groupWords, money, successOf } from './usage-words.ts';

const groups: readonly UsageGroup[] = ['provider', 'model', 'person', 'day', 'operation'];
const tabs = groups.map((value) => ({ value, label: groupWords[value].tab }));

/** The same sums by provider, model, person, day or operation. */
export function UsageTable({ days }: { readonly days: Days }) {
  const [groupBy, setGroupBy] = useState<UsageGroup>('provider');
  return (
    <Tabs tabs={tabs} value={groupBy} onChange={setGroupBy} label="Sums by" className="mt-6">
      <Sums key={groupBy} days={days} groupBy={groupBy} />
    </Tabs>
  );
}

/** So many lines stand there at once. */
const shownAtFirst = 50;

function Sums({ days, groupBy }: { readonly days: Days; readonly groupBy: UsageGroup }) {
  const [isWhole, setWhole] = useState(false);
  const { data, error, isFetching, refetch } = useQuery(usageOptions(browserClient, days, groupBy));
  if (data === undefined) {
    if (error === null) return <Skeleton className="mt-4 h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The sums could not be loaded."
        className="mt-4"
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (data.items.length === 0) {
    return (
      <Empty icon={ChartColumn} title="Nothing was asked of a provider on these days" className="py-10">
        Cutouts and pictures appear here as they are made, also those that cost nothing.
      </Empty>
    );
  }
  const shown = isWhole ? data.items : data.items.slice(0, shownAtFirst);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section aria-label={`Sums by ${groupBy}`} tabIndex={0} className="mt-4 overflow-x-auto rounded-md border border-line bg-surface">
        <table className="figures w-full text-right text-base [&_td]:px-3 [&_td]:py-2 [&_th]:px-3 [&_th]:py-2">
          <thead className="border-b border-line text-sm text-quiet [&_th]:font-medium">
            <tr>
              <th scope="col" className="text-left">
                {groupWords[groupBy].one}
              </th>
              <th scope="col">Cost</th>
              <th scope="col">Calls</th>
              <th scope="col">Success</th>
              <th scope="col">Usual time</th>
              <th scope="col" className="max-sm:hidden">
                95 of 100 within
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {shown.map((sum) => (
              <Line key={sum.key} sum={sum} groupBy={groupBy} />
            ))}
          </tbody>
        </table>
      </section>
      {data.items.length > shown.length ? (
        <Button className="mt-3" onClick={() => setWhole(true)}>
          Show all {data.items.length}
        </Button>
      ) : null}
    </>
  );
}

function Line({ sum, groupBy }: { readonly sum: UsageSum; readonly groupBy: UsageGroup }) {
  return (
    <tr data-sum={sum.key}>
      <th scope="row" className="max-w-64 truncate text-left font-medium" title={sum.label}>
        {labelOf(sum, groupBy)}
      </th>
      <td title={`${sum.costMicrodollars} millionths of a dollar`}>{money(sum.costMicrodollars)}</td>
      <td>
        {new Intl.NumberFormat().format(sum.calls)}
        {sum.cached > 0 ? <span className="block text-xs text-quiet">{sum.cached} from before</span> : null}
      </td>
      <td>{successOf(sum)}</td>
      <td>{sum.medianMs === null ? '–' : time(sum.medianMs)}</td>
      <td className="max-sm:hidden">{sum.slowMs === null ? '–' : time(sum.slowMs)}</td>
    </tr>
  );
}

function labelOf({ key, label }: UsageSum, groupBy: UsageGroup): string {
  if (groupBy === 'day') return dayInShort(key);
  const operation = groupBy === 'operation' ? operationOf(key) : undefined;
  return operation ?? label;
}

function operationOf(key: string): string | undefined {
  return Object.entries(operationWords).find(([operation]) => operation === key)?.[1];
}
