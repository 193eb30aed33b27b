import type { Client } from '@forecourt/sdk/client';
import type { UsageGroup } from '@forecourt/sdk/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';
import type { Days } from './days.ts';

/** What was used, in sums. The last answer stays while the next one is on its way, so that nothing jumps. */
export function usageOptions(client: () => Client, { from, to }: Days, groupBy: UsageGroup) {
  return queryOptions({
    queryKey: queryKeys.usageSums(from, to, groupBy),
    queryFn: ({ signal }) => client().usage.sums({ from, to, groupBy }, { signal }),
    placeholderData: keepPreviousData,
    // Cutouts that are made meanwhile are told by no event of their cost.
    refetchInterval: 30_000,
  });
}
