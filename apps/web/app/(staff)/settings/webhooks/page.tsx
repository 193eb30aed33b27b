import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Section } from '@/features/settings/section.tsx';
import { WebhookList } from '@/features/webhooks/webhook-list.tsx';
import { webhookListOptions } from '@/features/webhooks/webhook-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Webhooks' };

export default async function WebhooksPage() {
  const { scopes } = await requireRight('webhooks:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchInfiniteQuery(webhookListOptions(() => client));
  return (
    <div>
      <Section id="webhooks" title="Webhooks" description="Tell other programs what happens here, as it happens.">
        <HydrationBoundary state={dehydrate(queryClient)}>
          <WebhookList mayWrite={scopes.includes('webhooks:write')} />
        </HydrationBoundary>
      </Section>
    </div>
  );
}
