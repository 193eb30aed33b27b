import { jobStateSchema } from '@forecourt/sdk/contract';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { JobList } from '@/features/jobs/job-list.tsx';
import { jobListOptions } from '@/features/jobs/job-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Jobs' };

interface JobsPageProps {
  readonly searchParams: Promise<{ readonly state?: string | string[] }>;
}

export default async function JobsPage({ searchParams }: JobsPageProps) {
  await requireIdentity();
  const state = jobStateSchema.safeParse((await searchParams).state).data ?? null;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchInfiniteQuery(jobListOptions(() => client, state));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <JobList initialState={state} />
    </HydrationBoundary>
  );
}
