import { and, eq, sql } from './drizzle.ts';
import { maybe, relatedRow } from './row-json.ts';
import { assets, cutouts, photos } from './schema.ts';

/** Which cutout is the photo's. */
export const isItsCutout = and(eq(cutouts.dealershipId, photos.dealershipId), eq(cutouts.id, photos.cutoutId));

const cutoutSha256 = sql`(select ${cutouts.assetSha256} from ${cutouts} where ${isItsCutout})`;

/** The files of a photo, for queries of photos: as it came in, which is always there, and as its cutout. */
export const photoFiles = {
  asset: relatedRow(assets, and(eq(assets.dealershipId, photos.dealershipId), eq(assets.sha256, photos.assetSha256))),
  cutoutAsset: maybe(relatedRow(assets, and(eq(assets.dealershipId, photos.dealershipId), eq(assets.sha256, cutoutSha256)))),
};
