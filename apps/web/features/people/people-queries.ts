import type { Client } from '@forecourt/sdk/client';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** People of the dealership, newest first. */
export function peopleOptions(client: () => Client) {
  return pagesOptions(queryKeys.people, (signal) => client().people.list({ limit: 50 }, { signal }));
}

/** Invitations, newest first. */
export function invitationOptions(client: () => Client) {
  return pagesOptions(queryKeys.invitations, (signal) => client().invitations.list({ limit: 50 }, { signal }));
}
