import { ForecourtError } from '@forecourt/errors';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { generationTreeOptions } from '@/features/generate/generation-queries.ts';
import { TreePage } from '@/features/generate/tree-page.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

interface TreeRouteProps {
  readonly params: Promise<{ readonly generationId: string }>;
}

const readGeneration = cache(async (generationId: string) => {
  await requireRight('generations:read');
  try {
    return await (await serverClient()).generations.get(generationId);
  } catch (error) {
    // An id that is none is as little there as one that is unknown.
    if (ForecourtError.is(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID_INPUT')) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: TreeRouteProps): Promise<Metadata> {
  const { parameters } = await readGeneration((await params).generationId);
  return { title: parameters.prompt.slice(0, 60) };
}

export default async function TreeRoute({ params }: TreeRouteProps) {
  const { person } = await requireRight('generations:read');
  const { generationId } = await params;
  const { rootId } = await readGeneration(generationId);
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchQuery(generationTreeOptions(() => client, rootId));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <TreePage key={rootId} rootId={rootId} generationId={generationId} personId={person?.id ?? ''} />
    </HydrationBoundary>
  );
}
