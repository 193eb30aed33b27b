'use client';

import { type Job, type JobState, jobStateSchema } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
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
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { jobListOptions } from './job-queries.ts';
import { JobRow } from './job-row.tsx';
import { useJobActions } from './use-job-actions.ts';

type Filter = JobState | 'all';

const filters: readonly Filter[] = ['all', ...jobStateSchema.options];
const tabs = filters.map((value) => ({ value, label: value === 'all' ? 'All' : stateLanguage[value].word }));

/** What the machine does and did: live, with a way to stop it and to start it again. */
export function JobList({ initialState }: { readonly initialState: JobState | null }) {
  const [filter, setFilter] = useState<Filter>(initialState ?? 'all');
  const choose = (next: Filter) => {
    setFilter(next);
    window.history.replaceState(null, '', next === 'all' ? '/jobs' : `/jobs?state=${next}`);
  };
  return (
    <Page>
      <PageHeader title="Jobs" description="Each photo is cut out by a job. Close this page whenever you like: they go on." />
      <Tabs tabs={tabs} value={filter} onChange={choose} label="Jobs by state">
        <Jobs filter={filter} onShowAll={() => choose('all')} />
      </Tabs>
    </Page>
  );
}

function Jobs({ filter, onShowAll }: { readonly filter: Filter; readonly onShowAll: () => void }) {
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    jobListOptions(browserClient, filter === 'all' ? null : filter),
  );
  const { retry, cancel } = useJobActions();
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
  const busy = new Set([retry, cancel].filter(({ isPending }) => isPending).map(({ variables }) => variables?.id));
  return (
    <>
      {filter === 'failed' && jobs.length > 1 ? <RetryAll jobs={jobs} onRetry={retry.mutate} /> : null}
      <ul className="mt-4 divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} now={now} onRetry={retry.mutate} onCancel={cancel.mutate} isBusy={busy.has(job.id)} />
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

function RetryAll({ jobs, onRetry }: { readonly jobs: readonly Job[]; readonly onRetry: (job: Job) => void }) {
  return (
    <div className="mt-4 flex items-center justify-between gap-4">
      <p className="text-sm text-quiet">Mend what stopped them, then start them together.</p>
      <Button
        size="small"
        onClick={() => {
          for (const job of jobs) onRetry(job);
        }}
      >
        Try all again
      </Button>
    </div>
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
