'use client';

import { useQuery } from '@tanstack/react-query';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { LoadedThing } from '../settings/loaded-thing.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { Sign } from './sign.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { WebhookHealth } from './webhook-health.tsx';
import { webhookOptions } from './webhook-queries.ts';
import { healthOf, healthSigns } from './webhook-words.ts';

export interface WebhookPageProps {
  readonly webhookId: string;
  readonly mayWrite: boolean;
}

/** One webhook: how it is, what can be done, what was sent. */
export function WebhookPage({ webhookId, mayWrite }: WebhookPageProps) {
  const query = useQuery({ ...webhookOptions(browserClient, webhookId), refetchInterval: 15_000 });
  return (
    <LoadedThing list={{ path: '/settings/webhooks', label: 'Webhooks' }} query={query} problemTitle="The webhook could not be loaded.">
      {(webhook) => (
        <>
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h2 className="text-lg font-semibold">{webhook.description === '' ? new URL(webhook.url).host : webhook.description}</h2>
                <Sign sign={healthSigns[healthOf(webhook)]} />
              </div>
              <p className="mt-0.5 font-mono text-sm break-all text-quiet">{webhook.url}</p>
              <p className="mt-2 flex flex-wrap gap-x-3 gap-y-1 text-xs text-quiet">
                {webhook.eventTypes.map((type) => (
                  <code key={type} className="font-mono">
                    {type}
                  </code>
                ))}
              </p>
            </div>
            {mayWrite ? <WebhookActions webhook={webhook} /> : null}
          </div>
          <WebhookHealth webhook={webhook} />
          <p className="mt-4 text-sm text-quiet">
            {webhook.deliveredAt === null ? (
              'Nothing was accepted yet.'
            ) : (
              <>
                Accepted last: <RelativeTime at={webhook.deliveredAt} />.
              </>
            )}{' '}
            Messages may come twice and in another order; their id stays the same.
          </p>
          <DeliveryList webhook={webhook} mayWrite={mayWrite} />
        </>
      )}
    </LoadedThing>
  );
}
