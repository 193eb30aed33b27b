import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { z } from 'zod';
import { errorListOptions, errorRateOptions } from '@/features/errors/error-queries.ts';
import { ErrorsPage } from '@/features/errors/errors-page.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Errors' };

interface PageProps {
  readonly searchParams: Promise<{ readonly error?: string | string[]; readonly whose?: string | string[] }>;
}

export default async function Errors({ searchParams }: PageProps) {
  const { scopes } = await requireRight('errors:read');
  const asked = await searchParams;
  const initialError = z.uuid().safeParse(asked.error).data ?? null;
  const whose = asked.whose === 'installation' && scopes.includes('installation:read') ? 'installation' : 'dealership';
  const client = await serverClient();
  const queryClient = makeQueryClient();
  const filter = initialError === null ? 'active' : 'all';
  await Promise.all([
    queryClient.prefetchInfiniteQuery(errorListOptions(() => client, { filter, whose })),
    queryClient.prefetchQuery(errorRateOptions(() => client, whose)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ErrorsPage initialWhose={whose} initialError={initialError} scopes={scopes} />
    </HydrationBoundary>
  );
}
