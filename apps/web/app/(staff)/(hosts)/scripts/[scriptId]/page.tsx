import { ForecourtError } from '@forecourt/errors';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ScriptPage } from '@/features/scripts/script-page.tsx';
import { scriptOptions } from '@/features/scripts/script-queries.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Script' };

interface OneScriptPageProps {
  readonly params: Promise<{ readonly scriptId: string }>;
}

export default async function OneScriptPage({ params }: OneScriptPageProps) {
  const { scopes } = await requireRight('hosts:read');
  const { scriptId } = await params;
  const client = await serverClient();
  const queryClient = makeQueryClient();
  try {
    await queryClient.fetchQuery(scriptOptions(() => client, scriptId));
  } catch (error) {
    // An id that is none is as little there as one that is unknown; all else the page itself tells.
    if (ForecourtError.is(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID_INPUT')) notFound();
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ScriptPage scriptId={scriptId} scopes={scopes} />
    </HydrationBoundary>
  );
}
