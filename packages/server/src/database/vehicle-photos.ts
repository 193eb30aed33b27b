import type { Vehicle } from '@forecourt/sdk/contract';
import { and, asc, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { assetOf } from './assets.ts';
import type { ForecourtOrm } from './orm.ts';
import { assets, cutouts, photos } from './schema.ts';

const cutoutAssets = alias(assets, 'cutout_assets');

/** Counts of a vehicle without photos. */
export const noPhotos: Vehicle['photos'] = { waiting: 0, working: 0, review: 0, approved: 0, rejected: 0, failed: 0, cancelled: 0 };

/** Counts by state and the best picture of each of these vehicles that has photos: three queries, whatever their number. */
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
  for (const { vehicleId, state, asset, cutoutAsset } of await readCovers(orm, dealershipId, ofThese)) {
    const summary = summaries.get(vehicleId);
    if (summary) summary.cover = assetOf((state === 'approved' && cutoutAsset) || asset);
  }
  return summaries;
}

/**
 * The photo of each vehicle whose picture is best: the first with an approved cutout, else the first. First which they are, then their
 * files: in one query the planner cannot know how few they are, and reads all files.
 */
async function readCovers(orm: ForecourtOrm, dealershipId: string, ofThese: SQL | undefined) {
  const best = await orm
    .selectDistinctOn([photos.vehicleId], { id: photos.id })
    .from(photos)
    .where(ofThese)
    .orderBy(photos.vehicleId, desc(sql`${photos.state} = 'approved'`), asc(photos.position), asc(photos.id));
  if (best.length === 0) return [];
  return orm
    .select({ vehicleId: photos.vehicleId, state: photos.state, asset: assets, cutoutAsset: cutoutAssets })
    .from(photos)
    .innerJoin(assets, and(eq(assets.dealershipId, photos.dealershipId), eq(assets.sha256, photos.assetSha256)))
    .leftJoin(cutouts, and(eq(cutouts.dealershipId, photos.dealershipId), eq(cutouts.id, photos.cutoutId)))
    .leftJoin(cutoutAssets, and(eq(cutoutAssets.dealershipId, photos.dealershipId), eq(cutoutAssets.sha256, cutouts.assetSha256)))
    .where(
      and(
        eq(photos.dealershipId, dealershipId),
        inArray(
          photos.id,
          best.map(({ id }) => id),
        ),
      ),
    );
}
