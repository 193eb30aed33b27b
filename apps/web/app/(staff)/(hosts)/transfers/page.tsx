import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { z } from 'zod';
import { hostTransfersOptions } from '@/features/executions/execution-queries.ts';
import { HostTransferList } from '@/features/executions/host-transfer-list.tsx';
import { hostListOptions } from '@/features/hosts/host-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Transfers' };

interface TransfersPageProps {
  readonly searchParams: Promise<{ readonly host?: string | string[] }>;
}

export default async function TransfersPage({ searchParams }: TransfersPageProps) {
  await requireRight('hosts:read');
  const hostId = z.uuid().safeParse((await searchParams).host).data ?? null;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(hostTransfersOptions(() => client, hostId)),
    queryClient.prefetchInfiniteQuery(hostListOptions(() => client)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <HostTransferList initialHostId={hostId} />
    </HydrationBoundary>
  );
}
