'use client';

import { type JobState, jobStateSchema, type Scope } from '@forecourt/sdk/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { stateLanguage } from '@/components/state/language.ts';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { type Tab, Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { DeadLetters } from './dead-letters.tsx';
import { InstallationQueue } from './installation-queue.tsx';
import { jobListOptions } from './job-queries.ts';
import { JobRow } from './job-row.tsx';
import { QueueFigures } from './queue-figures.tsx';
import { PauseBanner, PauseButton } from './queue-pause.tsx';
import { queueOptions } from './queue-queries.ts';
import { useJobActions } from './use-job-actions.ts';

type Filter = JobState | 'all';
/** What the page can show: jobs by their state, and for operators the queue of everybody. */
export type JobView = Filter | 'installation';

const filters: readonly Filter[] = ['all', ...jobStateSchema.options];

/** What the machine does and did: live, with a way to stop it and to start it again. */
export function JobList({ initialView, scopes }: { readonly initialView: JobView; readonly scopes: readonly Scope[] }) {
  const [view, setView] = useState<JobView>(initialView);
  const { data: queue } = useQuery(queueOptions(browserClient));
  const choose = (next: JobView) => {
    setView(next);
    window.history.replaceState(null, '', next === 'all' ? '/jobs' : `/jobs?state=${next}`);
  };
  return (
    <Page>
      <PageHeader
        title="Jobs"
        description="Each photo is cut out by a job. Close this page whenever you like: they go on."
        actions={<PauseButton scopes={scopes} />}
      />
      <PauseBanner scopes={scopes} />
      <QueueFigures />
      <Tabs tabs={tabsOf(scopes, queue?.failed)} value={view} onChange={choose} label="Jobs by state">
        {view === 'installation' ? (
          <InstallationQueue scopes={scopes} />
        ) : view === 'failed' ? (
          <DeadLetters mayWrite={scopes.includes('jobs:write')} />
        ) : (
          <Jobs filter={view} onShowAll={() => choose('all')} />
        )}
      </Tabs>
    </Page>
  );
}

function tabsOf(scopes: readonly Scope[], failed: number | undefined): readonly Tab<JobView>[] {
  const byState = filters.map((value) => ({
    value,
    label: value === 'all' ? 'All' : stateLanguage[value].word,
    ...(value === 'failed' && failed !== undefined && failed > 0 && { count: failed }),
  }));
  return scopes.includes('installation:read') ? [...byState, { value: 'installation', label: 'Server' }] : byState;
}

function Jobs({ filter, onShowAll }: { readonly filter: Filter; readonly onShowAll: () => void }) {
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    jobListOptions(browserClient, filter === 'all' ? null : filter),
  );
  const { retry, cancel, hurry } = useJobActions();
  const jobs = itemsOf(data);
  const now = useNow(jobs?.some(({ nextTryAt }) => nextTryAt !== null) === true);
  if (jobs === undefined) {
    if (error === null) return <JobsSkeleton />;
    return (
      <ProblemNote
        error={error}
        title="The jobs could not be loaded."
        className="mt-4"
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (jobs.length === 0) return <NoJobs filter={filter} onShowAll={onShowAll} />;
  const busy = new Set([retry, cancel, hurry].filter(({ isPending }) => isPending).map(({ variables }) => variables?.id));
  return (
    <>
      <ul className="mt-4 divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            now={now}
            onRetry={retry.mutate}
            onCancel={cancel.mutate}
            onHurry={hurry.mutate}
            isBusy={busy.has(job.id)}
          />
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

function NoJobs({ filter, onShowAll }: { readonly filter: Filter; readonly onShowAll: () => void }) {
  if (filter === 'all') {
    return (
      <Empty
        icon={ListChecks}
        title="No jobs yet"
        actions={
          <Link href="/vehicles" className={buttonStyle()}>
            Go to the vehicles
          </Link>
        }
      >
        Drop photos on a vehicle: each becomes a job here, with its progress and what came of it.
      </Empty>
    );
  }
  return (
    <Empty
      icon={stateLanguage[filter].icon}
      title={`Nothing is ${stateLanguage[filter].word.toLowerCase()}`}
      actions={<Button onClick={onShowAll}>Show all jobs</Button>}
    />
  );
}

const places = Array.from({ length: 8 }, (_, index) => `place-${index}`);

export function JobsSkeleton() {
  return (
    <div role="status" className="mt-4 divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      <span className="sr-only">Loading the jobs</span>
      {places.map((place) => (
        <div key={place} className="flex h-14 items-center gap-6 px-4">
          <Skeleton className="h-6 w-20" />
          <Skeleton className="h-4 w-48" />
          <Skeleton className="hidden h-4 w-64 md:block" />
        </div>
      ))}
    </div>
  );
}

/** The time for what counts down; stands still where nothing does. */
function useNow(isCounting: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!isCounting) return;
    const timer = setInterval(() => setNow(new Date()), 1_000);
    return () => clearInterval(timer);
  }, [isCounting]);
  return now;
}
