import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { SyncList } from '@/features/sync/sync-list.tsx';
import { syncFoldersOptions } from '@/features/sync/sync-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Folders' };

export default async function SyncPage() {
  const { scopes } = await requireRight('hosts:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchQuery(syncFoldersOptions(() => client));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <SyncList mayWrite={scopes.includes('hosts:write')} />
    </HydrationBoundary>
  );
}
