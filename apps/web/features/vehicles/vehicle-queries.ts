import type { Client } from '@forecourt/sdk/client';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** A screen and a half of cards. */
const pageSize = 48;

/** Vehicles, newest first, that match what was searched for. */
export function vehicleListOptions(client: () => Client, search: string) {
  return pagesOptions(queryKeys.vehicleList(search), (signal) =>
    client().vehicles.list({ limit: pageSize, ...(search === '' ? {} : { search }) }, { signal }),
  );
}
