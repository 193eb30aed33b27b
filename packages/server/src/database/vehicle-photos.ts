import type { Vehicle } from '@forecourt/sdk/contract';
import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { assetOf } from './assets.ts';
import type { ForecourtOrm } from './orm.ts';
import { assets, cutouts, photos } from './schema.ts';

/** Counts of a vehicle without photos. */
export const noPhotos: Vehicle['photos'] = { waiting: 0, working: 0, review: 0, approved: 0, rejected: 0, failed: 0, cancelled: 0 };

/** Counts by state and the best picture of each of these vehicles that has photos: two queries, whatever their number. */
export async function readPhotoSummaries(
  orm: ForecourtOrm,
  dealershipId: string,
  vehicleIds: readonly string[],
): Promise<Map<string, Pick<Vehicle, 'photos' | 'cover'>>> {
  const summaries = new Map<string, Pick<Vehicle, 'photos' | 'cover'>>();
  if (vehicleIds.length === 0) return summaries;
  const ofThese = and(eq(photos.dealershipId, dealershipId), inArray(photos.vehicleId, [...vehicleIds]));
  const counts = await orm
    .select({ vehicleId: photos.vehicleId, state: photos.state, count: count() })
    .from(photos)
    .where(ofThese)
    .groupBy(photos.vehicleId, photos.state);
  for (const { vehicleId, state, count: number } of counts) {
    const summary = summaries.get(vehicleId) ?? { photos: { ...noPhotos }, cover: null };
    summary.photos[state] = number;
    summaries.set(vehicleId, summary);
  }
  for (const { vehicleId, asset } of await readCovers(orm, ofThese)) {
    const summary = summaries.get(vehicleId);
    if (summary) summary.cover = assetOf(asset);
  }
  return summaries;
}

/** The first approved cutout, else the first photo. */
function readCovers(orm: ForecourtOrm, ofThese: ReturnType<typeof and>) {
  const isApproved = sql<boolean>`${photos.state} = 'approved'`;
  const best = orm
    .selectDistinctOn([photos.vehicleId], {
      dealershipId: photos.dealershipId,
      vehicleId: photos.vehicleId,
      sha256:
        sql<string>`case when ${isApproved} then coalesce(${cutouts.assetSha256}, ${photos.assetSha256}) else ${photos.assetSha256} end`.as(
          'cover_sha256',
        ),
    })
    .from(photos)
    .leftJoin(cutouts, and(eq(cutouts.dealershipId, photos.dealershipId), eq(cutouts.id, photos.cutoutId)))
    .where(ofThese)
    .orderBy(photos.vehicleId, desc(isApproved), asc(photos.position), asc(photos.id))
    .as('best');
  return orm
    .select({ vehicleId: best.vehicleId, asset: assets })
    .from(best)
    .innerJoin(assets, and(eq(assets.dealershipId, best.dealershipId), eq(assets.sha256, best.sha256)));
}
