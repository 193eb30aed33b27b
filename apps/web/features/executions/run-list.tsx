'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, History, Play, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import type { ExecutionFilter } from '@/lib/data/keys.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { useRested } from '@/lib/use-rested.ts';
import { ConnectFirst } from '../hosts/connect-first.tsx';
import { useNow } from '../transfers/use-now.ts';
import { executionListOptions, queryOf } from './execution-queries.ts';
import { isUnderWay } from './execution-words.ts';
import { RunFilters } from './run-filters.tsx';
import { RunRow } from './run-row.tsx';

export interface RunListProps {
  readonly initialFilter: ExecutionFilter;
  readonly mayRun: boolean;
}

/** What ran on computers, newest first: found by words, live, to take along as a table. */
export function RunList({ initialFilter, mayRun }: RunListProps) {
  const [filter, setFilter] = useState(initialFilter);
  const search = useRested(filter.search, 300);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2 pb-3">
        <RunFilters filter={filter} onChange={setFilter} />
        <div className="flex gap-2">
          <ExportLink filter={{ ...filter, search }} />
          {mayRun ? (
            <Link href="/runs/new" className={buttonStyle({ variant: 'primary' })}>
              <Play aria-hidden />
              Run a script
            </Link>
          ) : null}
        </div>
      </div>
      <Runs filter={{ ...filter, search }} onClear={() => setFilter({})} />
    </>
  );
}

function ExportLink({ filter }: { readonly filter: ExecutionFilter }) {
  // On the server there is no client of the browser; the link is right as soon as somebody can press it.
  const isAwake = useHydrated();
  return (
    <a href={isAwake ? browserClient().executions.exportUrl(queryOf(filter)) : undefined} download className={buttonStyle()}>
      <Download aria-hidden />
      Export
    </a>
  );
}

function Runs({ filter, onClear }: { readonly filter: ExecutionFilter; readonly onClear: () => void }) {
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    executionListOptions(browserClient, filter),
  );
  const runs = itemsOf(data);
  const nowMs = useNow(runs?.some(isUnderWay) === true);
  if (runs === undefined) {
    if (error === null) return <RunsSkeleton />;
    return (
      <ProblemNote
        error={error}
        title="The runs could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (runs.length === 0) {
    return Object.keys(queryOf(filter)).length > 0 ? (
      <Empty icon={SearchX} title="Nothing matches" actions={<Button onClick={onClear}>Show all runs</Button>} />
    ) : (
      <Empty icon={History} title="Nothing ran yet" actions={<ConnectFirst />}>
        Each cutout and each script that runs on a computer is written down here: with its files, its log, and what came of it.
      </Empty>
    );
  }
  return (
    <>
      <ul aria-label="Runs" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} nowMs={nowMs} />
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

const places = Array.from({ length: 8 }, (_, index) => `place-${index}`);

function RunsSkeleton() {
  return (
    <div role="status" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      <span className="sr-only">Loading the runs</span>
      {places.map((place) => (
        <div key={place} className="flex h-14 items-center gap-6 px-4">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-4 w-48" />
          <Skeleton className="hidden h-4 w-40 md:block" />
        </div>
      ))}
    </div>
  );
}
