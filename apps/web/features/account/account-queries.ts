import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';

/** How the person can sign in. */
export function accountOptions(client: () => Client) {
  return queryOptions({ queryKey: queryKeys.account, queryFn: ({ signal }) => client().call('getAccount', {}, { signal }) });
}

/** Where the person is signed in. */
export function sessionsOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.sessions,
    queryFn: async ({ signal }) => (await client().call('listSessions', {}, { signal })).items,
  });
}
