import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';

/** How a breaker or a health changes no event tells: they are asked for so often while somebody looks. */
export const stateEveryMs = 10_000;

/** Providers in their order, and how one of them is chosen. */
export function providerListOptions(client: () => Client) {
  return queryOptions({ queryKey: queryKeys.providerList, queryFn: ({ signal }) => client().providers.list({ signal }) });
}

/** One with everything that it can do. */
export function providerOptions(client: () => Client, providerId: string) {
  return queryOptions({
    queryKey: queryKeys.provider(providerId),
    queryFn: ({ signal }) => client().providers.get(providerId, { signal }),
  });
}
