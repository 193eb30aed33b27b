import type { Client } from '@forecourt/sdk/client';
import type { StorageStatus } from '@forecourt/sdk/contract';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';
import { isAtWork } from './storage-words.ts';

/** While something is under way its figures are looked at so often; the rest of the time nothing changes by itself. */
const watchEveryMs = 1_000;

export function storageOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.storage,
    queryFn: ({ signal }): Promise<StorageStatus> => client().storage.read({ signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isAtWork(data) ? watchEveryMs : false),
  });
}
