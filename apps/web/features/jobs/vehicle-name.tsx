'use client';

import { useQuery } from '@tanstack/react-query';
import { vehicleTitle } from '@/features/vehicles/vehicle-words.ts';
import { browserClient } from '@/lib/data/client.ts';
import { vehicleOptions } from './job-queries.ts';

/** What a vehicle is called, where only its id is known; asked for once for all rows that show it. */
export function VehicleName({ vehicleId }: { readonly vehicleId: string }) {
  const { data } = useQuery(vehicleOptions(browserClient, vehicleId));
  return data === undefined ? <span aria-hidden>&nbsp;</span> : <span>{vehicleTitle(data)}</span>;
}
