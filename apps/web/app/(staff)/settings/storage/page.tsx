import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { StoragePage } from '@/features/storage/storage-page.tsx';
import { storageOptions } from '@/features/storage/storage-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Storage' };

export default async function SettingsStoragePage() {
  const { scopes } = await requireRight('installation:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchQuery(storageOptions(() => client));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <StoragePage mayChange={scopes.includes('installation:write')} />
    </HydrationBoundary>
  );
}
