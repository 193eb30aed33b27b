import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';

/** What waits and what is under way, in this dealership. */
export function queueOptions(client: () => Client) {
  return queryOptions({ queryKey: queryKeys.queue, queryFn: ({ signal }) => client().queue.read({ signal }) });
}

/** Jobs that failed for good, by cause. */
export function deadLetterOptions(client: () => Client) {
  return queryOptions({ queryKey: queryKeys.deadLetters, queryFn: ({ signal }) => client().jobs.deadLetters({ signal }) });
}

/** Tries of one job that came to no result. */
export function attemptOptions(client: () => Client, jobId: string) {
  return queryOptions({ queryKey: queryKeys.jobAttempts(jobId), queryFn: ({ signal }) => client().jobs.attempts(jobId, { signal }) });
}

/** The queue of all dealerships. No events tell of it, so it is asked again every few seconds. */
export function installationQueueOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.installationQueue,
    queryFn: ({ signal }) => client().queue.installation.read({ signal }),
    refetchInterval: 5_000,
  });
}

/** Tasks that run by the clock. */
export function scheduleOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.schedules,
    queryFn: ({ signal }) => client().queue.installation.schedules({ signal }),
    refetchInterval: 30_000,
  });
}
