'use client';

import type { Scope } from '@forecourt/sdk/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { type ErrorFilter, type ErrorListQuery, errorListOptions, errorRateOptions, type Whose } from './error-queries.ts';
import { ErrorRow } from './error-row.tsx';
import { RateChart } from './rate-chart.tsx';
import { useErrorActions } from './use-error-actions.ts';

const tabs: readonly { readonly value: ErrorFilter; readonly label: string }[] = [
  { value: 'active', label: 'To do' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'all', label: 'All' },
];

export interface ErrorsPageProps {
  readonly initialWhose: Whose;
  /** The group that is unfolded at first. */
  readonly initialError: string | null;
  readonly scopes: readonly Scope[];
}

/** What fails, in groups: live, each with what it means and what mends it. */
export function ErrorsPage({ initialWhose, initialError, scopes }: ErrorsPageProps) {
  const [filter, setFilter] = useState<ErrorFilter>(initialError === null ? 'active' : 'all');
  const [whose, setWhose] = useState<Whose>(initialWhose);
  const rate = useQuery(errorRateOptions(browserClient, whose));
  return (
    <Page>
      <PageHeader
        title="Errors"
        description="What went wrong, put together by cause. Your photos are kept whatever stands here."
        actions={scopes.includes('installation:read') ? <WhoseButton whose={whose} onChange={setWhose} /> : undefined}
      />
      {rate.data === undefined ? <Skeleton className="h-32" /> : <RateChart hours={rate.data} />}
      <Tabs tabs={tabs} value={filter} onChange={setFilter} label="Errors by state" className="mt-6">
        <Groups query={{ filter, whose }} initialError={initialError} scopes={scopes} onShowAll={() => setFilter('all')} />
      </Tabs>
    </Page>
  );
}

/** Operators also see what belongs to no dealership. */
function WhoseButton({ whose, onChange }: { readonly whose: Whose; readonly onChange: (whose: Whose) => void }) {
  const isInstallation = whose === 'installation';
  return (
    <Button aria-pressed={isInstallation} onClick={() => onChange(isInstallation ? 'dealership' : 'installation')}>
      {isInstallation ? 'Show this dealership' : 'Show the installation'}
    </Button>
  );
}

interface GroupsProps extends Pick<ErrorsPageProps, 'initialError' | 'scopes'> {
  readonly query: ErrorListQuery;
  readonly onShowAll: () => void;
}

function Groups({ query, initialError, scopes, onShowAll }: GroupsProps) {
  const [open, setOpen] = useState<string | null>(initialError);
  const actions = useErrorActions();
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    // Of the installation no events tell.
    { ...errorListOptions(browserClient, query), refetchInterval: query.whose === 'installation' ? 15_000 : 60_000 },
  );
  const groups = itemsOf(data);
  if (groups === undefined) {
    if (error === null) return <GroupsSkeleton />;
    return (
      <ProblemNote
        error={error}
        title="The errors could not be loaded."
        className="mt-4"
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (groups.length === 0) return <NothingWrong filter={query.filter} onShowAll={onShowAll} />;
  return (
    <>
      <ul className="mt-4 divide-y divide-line rounded-md border border-line bg-surface">
        {groups.map((group) => (
          <ErrorRow
            key={group.id}
            group={group}
            isOpen={open === group.id}
            onToggle={() => setOpen(open === group.id ? null : group.id)}
            actions={actions}
            mayChange={scopes.includes(group.isOfInstallation ? 'installation:write' : 'errors:write')}
            mayRetry={scopes.includes('jobs:write')}
          />
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

function NothingWrong({ filter, onShowAll }: { readonly filter: ErrorFilter; readonly onShowAll: () => void }) {
  const isAll = filter === 'all';
  if (filter === 'active' || isAll) {
    return (
      <Empty icon={CircleCheck} title="Nothing is wrong" actions={isAll ? undefined : <Button onClick={onShowAll}>Show all errors</Button>}>
        When something fails it stands here within a second, with what it means and what to do.
      </Empty>
    );
  }
  return <Empty icon={CircleCheck} title={`Nothing is ${filter}`} actions={<Button onClick={onShowAll}>Show all errors</Button>} />;
}

const places = Array.from({ length: 3 }, (_, index) => `place-${index}`);

function GroupsSkeleton() {
  return (
    <div role="status" className="mt-4 divide-y divide-line rounded-md border border-line">
      <span className="sr-only">Loading the errors</span>
      {places.map((place) => (
        <div key={place} className="flex flex-col gap-3 px-4 py-4">
          <Skeleton className="h-5 w-64" />
          <Skeleton className="h-4 w-full max-w-xl" />
          <Skeleton className="h-7 w-48" />
        </div>
      ))}
    </div>
  );
}
