import type { ListResult } from '@forecourt/sdk/client';
import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';
import type { CachedPage } from './cached-photos.ts';

/** Options of an infinite query over one of the client's lists, for browser and server alike. */
export function pagesOptions<Item>(queryKey: QueryKey, list: (signal: AbortSignal) => ListResult<Item>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: async ({ pageParam, signal }): Promise<CachedPage<Item>> => await list(signal).page({ cursor: pageParam }),
    initialPageParam: nothingBefore(),
    getNextPageParam: (page: CachedPage<Item>) => page.nextCursor,
  });
}

function nothingBefore(): string | null {
  return null;
}

/** The items of all pages that are there; undefined before the first is. */
export function itemsOf<Item>(data: { readonly pages: readonly CachedPage<Item>[] } | undefined): readonly Item[] | undefined {
  return data?.pages.flatMap(({ items }) => items);
}
