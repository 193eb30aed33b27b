import type { PhotoState, Vehicle } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { assetOf } from './assets.ts';
import { and, count, eq, inArray, sql } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { photoFiles } from './photo-files.ts';
import { photos } from './schema.ts';

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
  const groups = await orm
    .select({ vehicleId: photos.vehicleId, state: photos.state, count: count(), first: firstPhoto })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), inArray(photos.vehicleId, [...vehicleIds])))
    .groupBy(photos.vehicleId, photos.state);
  const best = new Map<string, Group>();
  for (const group of groups) {
    const summary = summaries.get(group.vehicleId) ?? { photos: { ...noPhotos }, cover: null };
    summary.photos[group.state] = group.count;
    summaries.set(group.vehicleId, summary);
    const other = best.get(group.vehicleId);
    if (other === undefined || isBetter(group, other)) best.set(group.vehicleId, group);
  }
  const ids = Array.from(best.values(), ({ first }) => first.id);
  for (const { vehicleId, state, asset, cutoutAsset } of await readCovers(orm, dealershipId, ids)) {
    const summary = summaries.get(vehicleId);
    if (summary) summary.cover = assetOf((state === 'approved' && cutoutAsset) || asset);
  }
  return summaries;
}

/** The photos of one vehicle in one state, by the first of them. */
interface Group {
  readonly state: PhotoState;
  readonly first: { readonly position: number; readonly id: string };
}

const firstSchema = z.tuple([z.number(), z.string()]);
const firstPhoto =
  sql`(array_agg(json_build_array(${photos.position}, ${photos.id}) order by ${photos.position}, ${photos.id}))[1]`.mapWith(
    (value: unknown) => {
      const [position, id] = firstSchema.parse(value);
      return { position, id };
    },
  );

/** The first with an approved cutout is the best picture of a vehicle, else the first. */
function isBetter(one: Group, other: Group): boolean {
  if ((one.state === 'approved') !== (other.state === 'approved')) return one.state === 'approved';
  if (one.first.position !== other.first.position) return one.first.position < other.first.position;
  return one.first.id < other.first.id;
}

/** Files of these photos. Which photos they are was asked before: in one query the planner cannot know how few, and reads all files. */
async function readCovers(orm: ForecourtOrm, dealershipId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return await orm
    .select({ vehicleId: photos.vehicleId, state: photos.state, ...photoFiles })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), inArray(photos.id, [...ids])));
}
