import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { z } from 'zod';
import { StartPage } from '@/features/executions/start-page.tsx';
import { hostListOptions } from '@/features/hosts/host-queries.ts';
import { scriptListOptions } from '@/features/scripts/script-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Run a script' };

interface NewRunPageProps {
  readonly searchParams: Promise<Readonly<Record<'host' | 'script', string | string[] | undefined>>>;
}

export default async function NewRunPage({ searchParams }: NewRunPageProps) {
  await requireRight('scripts:run');
  const asked = await searchParams;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(hostListOptions(() => client)),
    queryClient.prefetchQuery(scriptListOptions(() => client)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <StartPage
        initialScriptId={z.uuid().safeParse(asked.script).data ?? null}
        initialHostId={z.uuid().safeParse(asked.host).data ?? null}
      />
    </HydrationBoundary>
  );
}
