import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';

/** As many as the bell shows. */
const shown = 30;

/** The newest, and how many are unread. */
export function latestOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.notifications,
    queryFn: ({ signal }) => client().notifications.latest(shown, { signal }),
  });
}

export function notificationSettingsOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.notificationSettings,
    queryFn: ({ signal }) => client().notifications.settings({ signal }),
  });
}
