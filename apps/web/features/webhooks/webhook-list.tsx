'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { webhookListOptions } from './webhook-queries.ts';
import { WebhookRow } from './webhook-row.tsx';

/** Addresses that are told what happens. */
export function WebhookList({ mayWrite }: { readonly mayWrite: boolean }) {
  const [isNewOpen, setNewOpen] = useState(false);
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    webhookListOptions(browserClient),
  );
  const webhooks = itemsOf(data);
  const openNew = () => setNewOpen(true);
  useCommandActions(mayWrite ? [{ label: 'New webhook', icon: WebhookIcon, otherWords: ['endpoint', 'create'], run: openNew }] : []);
  if (webhooks === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The webhooks could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const button = mayWrite ? (
    <Button variant={webhooks.length === 0 ? 'primary' : 'outline'} icon={<Plus aria-hidden />} onClick={openNew}>
      New webhook
    </Button>
  ) : null;
  return (
    <div>
      <div className="overflow-hidden rounded-md border border-line bg-surface">
        {webhooks.length === 0 ? (
          <Empty icon={WebhookIcon} title="No webhooks yet" actions={button} className="py-10">
            Your website or your dealer management system is told at once when a photo is approved or a vehicle changes.
          </Empty>
        ) : (
          <>
            <div className="flex items-center justify-between gap-4 border-b border-line px-4 py-2.5">
              <span className="text-sm text-quiet">Every message is signed.</span>
              {button}
            </div>
            <ul className="divide-y divide-line">
              {webhooks.map((webhook) => (
                <WebhookRow key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          </>
        )}
      </div>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      <NewWebhookDialog isOpen={isNewOpen} onOpenChange={setNewOpen} />
    </div>
  );
}
