import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

export type ErrorFilter = 'active' | 'acknowledged' | 'resolved' | 'all';
export type Whose = 'dealership' | 'installation';

export interface ErrorListQuery {
  readonly filter: ErrorFilter;
  readonly whose: Whose;
}

/** Groups in a state, the one that happened last first. */
export function errorListOptions(client: () => Client, { filter, whose }: ErrorListQuery) {
  const state = filter === 'all' ? {} : { state: filter };
  return pagesOptions(queryKeys.errorList(filter, whose), (signal) => client().errors.list({ limit: 30, whose, ...state }, { signal }));
}

/** Failures per hour. Events tell of new kinds at once; the clock moves on by itself. */
export function errorRateOptions(client: () => Client, whose: Whose) {
  return queryOptions({
    queryKey: queryKeys.errorRate(whose),
    queryFn: async ({ signal }) => (await client().errors.rate({ whose }, { signal })).hours,
    refetchInterval: 60_000,
  });
}

export function errorOptions(client: () => Client, errorId: string) {
  return queryOptions({ queryKey: queryKeys.error(errorId), queryFn: ({ signal }) => client().errors.get(errorId, { signal }) });
}
