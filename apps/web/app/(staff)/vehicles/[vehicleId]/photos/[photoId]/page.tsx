import { ForecourtError } from '@forecourt/errors';
import { idSchema } from '@forecourt/sdk/contract';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { vehicleOptions, vehiclePhotosOptions } from '@/features/photos/photo-queries.ts';
import { SetReview } from '@/features/review/set-review.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

interface PhotoRouteProps {
  readonly params: Promise<{ readonly vehicleId: string; readonly photoId: string }>;
}

const readPhoto = cache(async (vehicleId: string, photoId: string) => {
  await requireIdentity();
  if (!idSchema.safeParse(vehicleId).success || !idSchema.safeParse(photoId).success) notFound();
  try {
    const photo = await (await serverClient()).photos.get(photoId);
    if (photo.vehicleId !== vehicleId) notFound();
    return photo;
  } catch (error) {
    if (ForecourtError.is(error) && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: PhotoRouteProps): Promise<Metadata> {
  const { vehicleId, photoId } = await params;
  return { title: (await readPhoto(vehicleId, photoId)).name };
}

export default async function PhotoRoute({ params }: PhotoRouteProps) {
  const { vehicleId, photoId } = await params;
  await readPhoto(vehicleId, photoId);
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await Promise.all([
    queryClient.prefetchQuery(vehicleOptions(() => client, vehicleId)),
    queryClient.prefetchQuery(vehiclePhotosOptions(() => client, vehicleId)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <SetReview vehicleId={vehicleId} photoId={photoId} />
    </HydrationBoundary>
  );
}
