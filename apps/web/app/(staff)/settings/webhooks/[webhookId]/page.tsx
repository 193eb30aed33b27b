import { ForecourtError } from '@forecourt/errors';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { WebhookPage } from '@/features/webhooks/webhook-page.tsx';
import { deliveryListOptions, webhookOptions } from '@/features/webhooks/webhook-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Webhook' };

interface OneWebhookPageProps {
  readonly params: Promise<{ readonly webhookId: string }>;
}

export default async function OneWebhookPage({ params }: OneWebhookPageProps) {
  const { scopes } = await requireRight('webhooks:read');
  const { webhookId } = await params;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  try {
    await queryClient.fetchQuery(webhookOptions(() => client, webhookId));
  } catch (error) {
    // An id that is none is as little there as one that is unknown; all else the page itself tells.
    if (ForecourtError.is(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID_INPUT')) notFound();
  }
  await queryClient.prefetchInfiniteQuery(deliveryListOptions(() => client, webhookId, null));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <WebhookPage webhookId={webhookId} mayWrite={scopes.includes('webhooks:write')} />
    </HydrationBoundary>
  );
}
