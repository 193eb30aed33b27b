import { ForecourtError } from '@forecourt/errors';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { HostPage } from '@/features/hosts/host-page.tsx';
import { hostOptions } from '@/features/hosts/host-queries.ts';
import { providerListOptions } from '@/features/providers/provider-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Computer' };

interface OneHostPageProps {
  readonly params: Promise<{ readonly hostId: string }>;
}

export default async function OneHostPage({ params }: OneHostPageProps) {
  const { scopes } = await requireRight('hosts:read');
  const { hostId } = await params;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  try {
    // What it is asked for beside its roads stands above them: that page would jump without.
    const providers = scopes.includes('providers:read') ? queryClient.prefetchQuery(providerListOptions(() => client)) : undefined;
    await queryClient.fetchQuery(hostOptions(() => client, hostId));
    await providers;
  } catch (error) {
    // An id that is none is as little there as one that is unknown; all else the page itself tells.
    if (ForecourtError.is(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID_INPUT')) notFound();
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <HostPage hostId={hostId} scopes={scopes} />
    </HydrationBoundary>
  );
}
