import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ScriptList } from '@/features/scripts/script-list.tsx';
import { scriptListOptions } from '@/features/scripts/script-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Scripts' };

export default async function ScriptsPage() {
  const { scopes } = await requireRight('hosts:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchQuery(scriptListOptions(() => client));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ScriptList mayWrite={scopes.includes('scripts:write')} />
    </HydrationBoundary>
  );
}
