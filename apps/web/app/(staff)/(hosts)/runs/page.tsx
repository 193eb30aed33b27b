import { hostJobStateSchema, scriptNameSchema } from '@forecourt/sdk/contract';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { z } from 'zod';
import { executionListOptions } from '@/features/executions/execution-queries.ts';
import { RunList } from '@/features/executions/run-list.tsx';
import { hostListOptions } from '@/features/hosts/host-queries.ts';
import { scriptListOptions } from '@/features/scripts/script-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Runs' };

interface RunsPageProps {
  readonly searchParams: Promise<Readonly<Record<'host' | 'state' | 'script', string | string[] | undefined>>>;
}

export default async function RunsPage({ searchParams }: RunsPageProps) {
  const { scopes } = await requireRight('hosts:read');
  const asked = await searchParams;
  const filter = {
    hostId: z.uuid().safeParse(asked.host).data,
    state: hostJobStateSchema.safeParse(asked.state).data,
    script: scriptNameSchema.safeParse(asked.script).data,
  };
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(executionListOptions(() => client, filter)),
    queryClient.prefetchInfiniteQuery(hostListOptions(() => client)),
    queryClient.prefetchQuery(scriptListOptions(() => client)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <RunList initialFilter={filter} mayRun={scopes.includes('scripts:run')} />
    </HydrationBoundary>
  );
}
