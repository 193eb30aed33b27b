import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** Hosts, in the order of their names. */
export function hostListOptions(client: () => Client) {
  return pagesOptions(queryKeys.hostList, (signal) => client().hosts.list({ limit: 100 }, { signal }));
}

/** One with its history and its keys. */
export function hostOptions(client: () => Client, hostId: string) {
  return queryOptions({ queryKey: queryKeys.host(hostId), queryFn: ({ signal }) => client().hosts.get(hostId, { signal }) });
}

/** Every part of it, looked at anew each time somebody asks: nothing asks by itself. */
export function hostDiagnosticsOptions(client: () => Client, hostId: string) {
  return queryOptions({
    queryKey: queryKeys.hostDiagnostics(hostId),
    queryFn: ({ signal }) => client().hosts.diagnose(hostId, { signal }),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The latest invitations of computers, newest first. */
export function enrolmentsOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.enrolments,
    queryFn: async ({ signal }) => (await client().enrolments.list({ limit: 50 }, { signal }).page()).items,
  });
}
