import { jobStateSchema } from '@forecourt/sdk/contract';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { JobList, type JobView } from '@/features/jobs/job-list.tsx';
import { jobListOptions, vehicleOptions } from '@/features/jobs/job-queries.ts';
import { queueOptions } from '@/features/jobs/queue-queries.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Jobs' };

interface JobsPageProps {
  readonly searchParams: Promise<{ readonly state?: string | string[] }>;
}

export default async function JobsPage({ searchParams }: JobsPageProps) {
  const { scopes } = await requireIdentity();
  const asked = (await searchParams).state;
  const state = jobStateSchema.safeParse(asked).data ?? null;
  const view: JobView = asked === 'installation' && scopes.includes('installation:read') ? 'installation' : (state ?? 'all');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  const jobs = itemsOf(await queryClient.fetchInfiniteQuery(jobListOptions(() => client, state)).catch(() => undefined)) ?? [];
  await queryClient.prefetchQuery(queueOptions(() => client));
  // What the vehicles are called, so that the rows come whole.
  await Promise.all(
    [...new Set(jobs.map(({ vehicleId }) => vehicleId))].map((id) => queryClient.prefetchQuery(vehicleOptions(() => client, id))),
  );
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <JobList initialView={view} scopes={scopes} />
    </HydrationBoundary>
  );
}
