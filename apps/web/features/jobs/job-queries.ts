import type { Client } from '@forecourt/sdk/client';
import type { JobState } from '@forecourt/sdk/contract';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** Jobs in a state, or all, newest first. */
export function jobListOptions(client: () => Client, state: JobState | null) {
  return pagesOptions(queryKeys.jobList(state), (signal) =>
    client().jobs.list({ limit: 50, ...(state === null ? {} : { state }) }, { signal }),
  );
}

/** Jobs that failed for good for one reason. */
export function failedJobsOptions(client: () => Client, code: string, provider: string | null) {
  const query = { limit: 50, state: 'failed', code, ...(provider === null ? {} : { provider }) } as const;
  return pagesOptions(queryKeys.failedJobs(code, provider), (signal) => client().jobs.list(query, { signal }));
}

/** One vehicle, as it is called in a row. */
export function vehicleOptions(client: () => Client, vehicleId: string) {
  return queryOptions({
    queryKey: queryKeys.vehicle(vehicleId),
    queryFn: ({ signal }) => client().vehicles.get(vehicleId, { signal }),
  });
}
