import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { VehicleList } from '@/features/vehicles/vehicle-list.tsx';
import { vehicleListOptions } from '@/features/vehicles/vehicle-queries.ts';
import { parseView, viewCookie } from '@/features/vehicles/view.ts';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Vehicles' };

interface VehiclesPageProps {
  readonly searchParams: Promise<{ readonly search?: string | string[] }>;
}

export default async function VehiclesPage({ searchParams }: VehiclesPageProps) {
  await requireIdentity();
  const { search } = await searchParams;
  const text = typeof search === 'string' ? search.trim().slice(0, 100) : '';
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchInfiniteQuery(vehicleListOptions(() => client, text));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <VehicleList initialSearch={text} initialView={parseView((await cookies()).get(viewCookie)?.value)} />
    </HydrationBoundary>
  );
}
