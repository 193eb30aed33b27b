'use client';

import { type DeliveryState, deliveryStateSchema, type Webhook } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { DeliveryRow } from './delivery-row.tsx';
import { useWebhookActions } from './use-webhook-actions.ts';
import { deliveryListOptions } from './webhook-queries.ts';
import { deliverySigns } from './webhook-words.ts';

export interface DeliveryListProps {
  readonly webhook: Webhook;
  readonly mayWrite: boolean;
}

type Filter = DeliveryState | 'all';
const filters: readonly Filter[] = ['all', ...deliveryStateSchema.options];
const tabs = filters.map((value) => ({ value, label: value === 'all' ? 'All' : deliverySigns[value].word }));

/** Deliveries change by themselves; while some are under way it is looked more often. */
const lookAgainMs = { busy: 1_500, quiet: 15_000 } as const;

/** What was sent or is to be sent, and what came of it. */
export function DeliveryList({ webhook, mayWrite }: DeliveryListProps) {
  const [filter, setFilter] = useState<Filter>('all');
  return (
    <section aria-labelledby="deliveries" className="mt-8">
      <h3 id="deliveries" className="mb-2 text-base font-semibold">
        Deliveries
      </h3>
      <Tabs tabs={tabs} value={filter} onChange={setFilter} label="Deliveries by state">
        <Deliveries webhook={webhook} mayWrite={mayWrite} filter={filter} />
      </Tabs>
    </section>
  );
}

function Deliveries({ webhook, mayWrite, filter }: DeliveryListProps & { readonly filter: Filter }) {
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    ...deliveryListOptions(browserClient, webhook.id, filter === 'all' ? null : filter),
    refetchInterval: ({ state }) => (itemsOf(state.data)?.some(isUnderWay) ? lookAgainMs.busy : lookAgainMs.quiet),
  });
  const { redeliver, redeliverFailed } = useWebhookActions(webhook);
  const deliveries = itemsOf(data);
  if (deliveries === undefined) {
    if (error === null) return <Skeleton className="mt-4 h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The deliveries could not be loaded."
        className="mt-4"
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (deliveries.length === 0) return <NoDeliveries filter={filter} />;
  const maySend = mayWrite && webhook.state === 'active';
  return (
    <>
      {filter === 'failed' && maySend ? (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p className="text-sm text-quiet">Mend the receiver, then send what failed in the last week together.</p>
          <Button size="small" isBusy={redeliverFailed.isPending} onClick={() => redeliverFailed.mutate(aWeekAgo())}>
            Send all again
          </Button>
        </div>
      ) : null}
      <ul className="mt-4 divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {deliveries.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            onRedeliver={maySend ? redeliver.mutate : undefined}
            isBusy={redeliver.isPending && redeliver.variables === delivery.id}
          />
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

function NoDeliveries({ filter }: { readonly filter: Filter }) {
  if (filter !== 'all') return <Empty icon={deliverySigns[filter].icon} title={`Nothing is ${deliverySigns[filter].word.toLowerCase()}`} />;
  return (
    <Empty icon={Send} title="Nothing was sent yet">
      Send a test, or wait for the first event. What was sent is kept for 30 days.
    </Empty>
  );
}

function isUnderWay({ state, attempts }: { readonly state: DeliveryState; readonly attempts: number }): boolean {
  return state === 'sending' || (state === 'waiting' && attempts < 2);
}

function aWeekAgo(): Date {
  return new Date(Date.now() - 7 * 24 * 60 * 60 * 1000);
}
