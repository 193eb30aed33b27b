import { ForecourtError } from '@forecourt/errors';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProviderPage } from '@/features/providers/provider-page.tsx';
import { providerOptions } from '@/features/providers/provider-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Provider' };

interface OneProviderPageProps {
  readonly params: Promise<{ readonly providerId: string }>;
}

export default async function OneProviderPage({ params }: OneProviderPageProps) {
  const { scopes } = await requireRight('providers:read');
  const { providerId } = await params;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  try {
    await queryClient.fetchQuery(providerOptions(() => client, providerId));
  } catch (error) {
    // An id that is none is as little there as one that is unknown; all else the page itself tells.
    if (ForecourtError.is(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID_INPUT')) notFound();
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ProviderPage providerId={providerId} mayWrite={scopes.includes('providers:write')} />
    </HydrationBoundary>
  );
}
