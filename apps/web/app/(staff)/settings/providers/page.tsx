import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ProviderList } from '@/features/providers/provider-list.tsx';
import { providerListOptions } from '@/features/providers/provider-queries.ts';
import { Section } from '@/features/settings/section.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Providers' };

export default async function ProvidersPage() {
  const { scopes } = await requireRight('providers:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchQuery(providerListOptions(() => client));
  return (
    <Section id="providers" title="Providers" description="Who makes cutouts and pictures. When one fails, the next one goes on.">
      <HydrationBoundary state={dehydrate(queryClient)}>
        <ProviderList mayWrite={scopes.includes('providers:write')} />
      </HydrationBoundary>
    </Section>
  );
}
