import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';

/** Folders that are kept in step, in the order of their computers. */
export function syncFoldersOptions(client: () => Client) {
  return queryOptions({ queryKey: queryKeys.syncFolders, queryFn: ({ signal }) => client().syncFolders.list({ signal }) });
}
