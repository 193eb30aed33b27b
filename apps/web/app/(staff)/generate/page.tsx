import { ForecourtError } from '@forecourt/errors';
import { idSchema } from '@forecourt/sdk/contract';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { GeneratePage } from '@/features/generate/generate-page.tsx';
import { generationListOptions } from '@/features/generate/generation-queries.ts';
import { vehicleTitle } from '@/features/vehicles/vehicle-words.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Create' };

interface GenerateRouteProps {
  readonly searchParams: Promise<{ readonly vehicle?: string | string[] }>;
}

export default async function GenerateRoute({ searchParams }: GenerateRouteProps) {
  const { person } = await requireRight('generations:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  const vehicleId = idSchema.safeParse((await searchParams).vehicle).data;
  // A vehicle that is gone meanwhile is no reason to make no picture.
  const vehicle = vehicleId === undefined ? null : await client.vehicles.get(vehicleId).catch(nullIfGone);
  await queryClient.prefetchInfiniteQuery(generationListOptions(() => client, 'roots', null));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <GeneratePage personId={person?.id ?? ''} vehicle={vehicle === null ? null : { id: vehicle.id, title: vehicleTitle(vehicle) }} />
    </HydrationBoundary>
  );
}

function nullIfGone(error: unknown): null {
  if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return null;
  throw error;
}
