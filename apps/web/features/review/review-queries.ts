import type { Client } from '@forecourt/sdk/client';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** What waits for a decision, the most doubtful first. */
export function reviewOptions(client: () => Client) {
  return pagesOptions(queryKeys.photosInState('review'), (signal) =>
    client().photos.list({ state: 'review', order: 'doubt', limit: 50 }, { signal }),
  );
}
