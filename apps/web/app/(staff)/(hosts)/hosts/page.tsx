import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { HostList } from '@/features/hosts/host-list.tsx';
import { enrolmentsOptions, hostListOptions } from '@/features/hosts/host-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Hosts' };

export default async function HostsPage() {
  const { scopes } = await requireRight('hosts:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(hostListOptions(() => client)),
    queryClient.prefetchQuery(enrolmentsOptions(() => client)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <HostList mayWrite={scopes.includes('hosts:write')} />
    </HydrationBoundary>
  );
}
