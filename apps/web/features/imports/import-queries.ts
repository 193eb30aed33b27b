import type { Client } from '@forecourt/sdk/client';
import type { Import } from '@forecourt/sdk/contract';
import { queryOptions } from '@tanstack/react-query';
import { pagesOptions } from '@/lib/data/pages.ts';

export const importKeys = {
  all: ['imports'],
  list: ['imports', 'list'],
  preview: (importId: string, updatedAt: string) => ['imports', 'preview', importId, updatedAt],
  errors: (importId: string, failed: number) => ['imports', 'errors', importId, failed],
} as const;

/** While something is under way its figures are asked for again and again. */
const pollMs = 1_000;

/** Imports, newest first. */
export function importListOptions(client: () => Client) {
  return {
    ...pagesOptions(importKeys.list, (signal) => client().imports.list({ limit: 20 }, { signal })),
    refetchInterval: (query: {
      readonly state: { readonly data?: { readonly pages: readonly { readonly items: readonly Import[] }[] } | undefined };
    }) => (query.state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? pollMs : false),
  };
}

export function isUnderWay({ state }: Import): boolean {
  return state === 'running' || state === 'undoing';
}

/** What would come in by the plan as it is now. */
export function previewOptions(client: () => Client, { id, updatedAt }: Import) {
  return queryOptions({
    queryKey: importKeys.preview(id, updatedAt),
    queryFn: ({ signal }) => client().imports.preview(id, { rows: 8 }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
