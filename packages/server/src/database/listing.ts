import { ForecourtError } from '@forecourt/errors';
import type { Listing } from '@forecourt/sdk/contract';
import { assetOf } from './assets.ts';
import { and, asc, eq } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { photoFiles } from './photo-files.ts';
import { photos, vehicles } from './schema.ts';

/** What buyers see of a vehicle: for each photo the approved cutout, else the photo as it came in. @throws NOT_FOUND */
export async function readListing(orm: ForecourtOrm, dealershipId: string, vehicleId: string): Promise<Listing> {
  const [vehicle] = await orm
    .select()
    .from(vehicles)
    .where(and(eq(vehicles.dealershipId, dealershipId), eq(vehicles.id, vehicleId)));
  if (vehicle === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such vehicle.');
  const rows = await orm
    .select({ photo: { id: photos.id, angle: photos.angle, state: photos.state }, ...photoFiles })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.vehicleId, vehicleId)))
    .orderBy(asc(photos.position), asc(photos.id));
  const pictures = rows.map(({ photo, asset, cutoutAsset }): Listing['pictures'][number] => {
    const approved = photo.state === 'approved' ? cutoutAsset : null;
    return {
      photoId: photo.id,
      angle: photo.angle,
      kind: approved ? 'cutout' : 'photo',
      state: photo.state,
      asset: assetOf(approved ?? asset),
    };
  });
  const { id, stockNumber, make, model, year, priceCents, currency } = vehicle;
  return {
    vehicle: { id, stockNumber, title: [year, make, model].filter((part) => part !== null).join(' '), priceCents, currency },
    pictures,
    ready: pictures.length > 0 && pictures.every(({ kind }) => kind === 'cutout'),
  };
}
