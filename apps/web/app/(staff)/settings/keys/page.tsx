import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ApiKeys } from '@/features/settings/api-keys.tsx';
import { apiKeyOptions } from '@/features/settings/key-queries.ts';
import { Section } from '@/features/settings/section.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'API keys' };

export default async function ApiKeysPage() {
  await requireRight('keys:write');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchInfiniteQuery(apiKeyOptions(() => client));
  return (
    <Section id="api-keys" title="API keys" description="For programs that add vehicles, upload photos or fetch cutouts.">
      <HydrationBoundary state={dehydrate(queryClient)}>
        <ApiKeys />
      </HydrationBoundary>
    </Section>
  );
}
