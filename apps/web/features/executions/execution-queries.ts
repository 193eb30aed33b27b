import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { type ExecutionFilter, queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** Runs that pass a filter, newest first. */
export function executionListOptions(client: () => Client, filter: ExecutionFilter) {
  return pagesOptions(queryKeys.executionList(filter), (signal) => client().executions.list({ limit: 50, ...queryOf(filter) }, { signal }));
}

/** A filter as a route takes it; a search of one letter is none. */
export function queryOf({ hostId, state, script, search = '' }: ExecutionFilter) {
  return {
    ...(hostId && { hostId }),
    ...(state && { state }),
    ...(script && { script }),
    ...(search.trim().length >= 2 && { search: search.trim() }),
  };
}

/** Where the job of a photo went, the last one first. */
export function runsOfJobOptions(client: () => Client, jobId: string) {
  return queryOptions({
    queryKey: queryKeys.runsOfJob(jobId),
    queryFn: async ({ signal }) => (await client().executions.list({ jobId, limit: 10 }, { signal }).page()).items,
  });
}

/** One with its files and the end of its log. */
export function executionOptions(client: () => Client, executionId: string) {
  return queryOptions({
    queryKey: queryKeys.execution(executionId),
    queryFn: ({ signal }) => client().executions.get(executionId, { signal }),
  });
}

/** Files between platform and hosts: those under way, then the latest. */
export function hostTransfersOptions(client: () => Client, hostId: string | null) {
  return pagesOptions(queryKeys.hostTransfers(hostId), (signal) =>
    client().transfers.list({ limit: 50, ...(hostId === null ? {} : { hostId }) }, { signal }),
  );
}
