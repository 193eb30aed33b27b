import type { Client } from '@forecourt/sdk/client';
import type { Budget, Generation, GenerationEstimate, GenerationWish } from '@forecourt/sdk/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

export type Which = 'roots' | 'favourites';

/** Beginnings of trees, or favourites of all trees, newest first; of one vehicle where one is named. */
export function generationListOptions(client: () => Client, which: Which, vehicleId: string | null) {
  const query = { which, limit: 48, ...(vehicleId === null ? {} : { vehicleId }) };
  return pagesOptions(queryKeys.generationList(which, vehicleId), (signal) => client().generations.list(query, { signal }));
}

/** All generations of one tree. A tree has some dozens; all pages are walked. */
export function generationTreeOptions(client: () => Client, rootId: string) {
  return queryOptions({
    queryKey: queryKeys.generationTree(rootId),
    queryFn: async ({ signal }): Promise<readonly Generation[]> => {
      const all: Generation[] = [];
      for await (const generation of client().generations.list({ rootId, limit: 200 }, { signal })) all.push(generation);
      return all;
    },
  });
}

/** Who could do it, for how much and how fast. The last answer stays while the next one is on its way, so that nothing jumps. */
export function estimateOptions(client: () => Client, wish: GenerationWish) {
  return queryOptions({
    queryKey: [...queryKeys.generationEstimates, wish],
    queryFn: ({ signal }): Promise<GenerationEstimate> => client().generations.estimate(wish, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 20_000,
  });
}

/** Budgets and what is spent of them: for those who may see usage. */
export function budgetOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.budgets,
    queryFn: async ({ signal }): Promise<readonly Budget[]> => (await client().call('listBudgets', {}, { signal })).items,
  });
}
