import { ForecourtError } from '@forecourt/errors';
import { idSchema } from '@forecourt/sdk/contract';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { listingOptions, vehicleOptions, vehiclePhotosOptions } from '@/features/photos/photo-queries.ts';
import { VehiclePage } from '@/features/photos/vehicle-page.tsx';
import { vehicleTitle } from '@/features/vehicles/vehicle-words.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

interface VehicleRouteProps {
  readonly params: Promise<{ readonly vehicleId: string }>;
}

const readVehicle = cache(async (vehicleId: string) => {
  await requireIdentity();
  if (!idSchema.safeParse(vehicleId).success) notFound();
  try {
    return await (await serverClient()).vehicles.get(vehicleId);
  } catch (error) {
    if (ForecourtError.is(error) && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: VehicleRouteProps): Promise<Metadata> {
  const vehicle = await readVehicle((await params).vehicleId);
  return { title: `${vehicleTitle(vehicle)} · ${vehicle.stockNumber}` };
}

export default async function VehicleRoute({ params }: VehicleRouteProps) {
  const { vehicleId } = await params;
  const vehicle = await readVehicle(vehicleId);
  const client = await serverClient();
  const queryClient = makeQueryClient();
  queryClient.setQueryData(vehicleOptions(() => client, vehicleId).queryKey, vehicle);
  await Promise.all([
    queryClient.prefetchQuery(vehiclePhotosOptions(() => client, vehicleId)),
    queryClient.prefetchQuery(listingOptions(() => client, vehicleId)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <VehiclePage key={vehicleId} vehicleId={vehicleId} />
    </HydrationBoundary>
  );
}
