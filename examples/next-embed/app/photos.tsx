'use client';
import { ForecourtProvider, VehiclePhotos } from '@forecourt/sdk/react';

export function Photos({ vehicleId }: { readonly vehicleId: string }) {
  return (
    <ForecourtProvider>
      <VehiclePhotos vehicleId={vehicleId} />
    </ForecourtProvider>
  );
}
