import { ForecourtError } from '@forecourt/errors';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { executionOptions } from '@/features/executions/execution-queries.ts';
import { RunPage } from '@/features/executions/run-page.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Run' };

interface OneRunPageProps {
  readonly params: Promise<{ readonly executionId: string }>;
}

export default async function OneRunPage({ params }: OneRunPageProps) {
  const { scopes } = await requireRight('hosts:read');
  const { executionId } = await params;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  try {
    await queryClient.fetchQuery(executionOptions(() => client, executionId));
  } catch (error) {
    // An id that is none is as little there as one that is unknown; all else the page itself tells.
    if (ForecourtError.is(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID_INPUT')) notFound();
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <RunPage executionId={executionId} mayRun={scopes.includes('scripts:run')} />
    </HydrationBoundary>
  );
}
