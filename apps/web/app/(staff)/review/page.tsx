import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { reviewOptions } from '@/features/review/review-queries.ts';
import { ReviewQueue } from '@/features/review/review-queue.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Review' };

export default async function ReviewPage() {
  await requireIdentity();
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchInfiniteQuery(reviewOptions(() => client));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ReviewQueue />
    </HydrationBoundary>
  );
}
