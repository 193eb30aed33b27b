import type { Client } from '@forecourt/sdk/client';
import type { CutoutOffer, Listing, Photo, Vehicle } from '@forecourt/sdk/contract';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';

/** All photos of a vehicle in their order. A set has some dozens; all pages are walked. */
export function vehiclePhotosOptions(client: () => Client, vehicleId: string) {
  return queryOptions({
    queryKey: queryKeys.vehiclePhotos(vehicleId),
    queryFn: async ({ signal }): Promise<readonly Photo[]> => {
      const photos: Photo[] = [];
      for await (const photo of client().photos.list({ vehicleId, order: 'position', limit: 200 }, { signal })) photos.push(photo);
      return photos;
    },
  });
}

export function vehicleOptions(client: () => Client, vehicleId: string) {
  return queryOptions({
    queryKey: queryKeys.vehicle(vehicleId),
    queryFn: ({ signal }): Promise<Vehicle> => client().vehicles.get(vehicleId, { signal }),
  });
}

/** What buyers see of a vehicle. */
export function listingOptions(client: () => Client, vehicleId: string) {
  return queryOptions({
    queryKey: queryKeys.listing(vehicleId),
    queryFn: ({ signal }): Promise<Listing> => client().vehicles.listing(vehicleId, { signal }),
  });
}

export function photoOptions(client: () => Client, photoId: string) {
  return queryOptions({
    queryKey: queryKeys.photo(photoId),
    queryFn: ({ signal }): Promise<Photo> => client().photos.get(photoId, { signal }),
  });
}

/** Who could make a cutout, for how much and how fast. */
export function cutoutOffersOptions(client: () => Client) {
  return queryOptions({
    queryKey: queryKeys.cutoutOffers,
    queryFn: ({ signal }): Promise<readonly CutoutOffer[]> => client().photos.cutoutOffers({ signal }),
    // How a provider is and how fast it was lately changes without an event.
    staleTime: 10_000,
  });
}
