import type { Client } from '@forecourt/sdk/client';
import type { DeliveryState } from '@forecourt/sdk/contract';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';
import { pagesOptions } from '@/lib/data/pages.ts';

/** Webhooks, newest first. */
export function webhookListOptions(client: () => Client) {
  return pagesOptions(queryKeys.webhookList, (signal) => client().webhooks.list({ limit: 50 }, { signal }));
}

export function webhookOptions(client: () => Client, webhookId: string) {
  return queryOptions({
    queryKey: queryKeys.webhook(webhookId),
    queryFn: ({ signal }) => client().webhooks.get(webhookId, { signal }),
  });
}

/** What goes to a webhook, in a state or all, newest first. */
export function deliveryListOptions(client: () => Client, webhookId: string, state: DeliveryState | null) {
  return pagesOptions(queryKeys.deliveries(webhookId, state), (signal) =>
    client().webhooks.deliveries(webhookId, { limit: 30, ...(state === null ? {} : { state }) }, { signal }),
  );
}

/** One delivery with what it says. */
export function deliveryOptions(client: () => Client, webhookId: string, deliveryId: string) {
  return queryOptions({
    queryKey: queryKeys.delivery(webhookId, deliveryId),
    queryFn: ({ signal }) => client().webhooks.delivery(webhookId, deliveryId, { signal }),
  });
}
