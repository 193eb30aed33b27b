import type { Client } from '@forecourt/sdk/client';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** API keys, newest first. */
export function apiKeyOptions(client: () => Client) {
  return pagesOptions(queryKeys.apiKeys, (signal) => client().keys.list({ limit: 50 }, { signal }));
}
