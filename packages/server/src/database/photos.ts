import { ForecourtError } from '@forecourt/errors';
import type { Photo, PhotoState } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { assetOf } from './assets.ts';
import { decodeCursor, encodeCursor, type Page, type PageQuery } from './cursor.ts';
import { and, asc, desc, eq, type SQL, sql } from './drizzle.ts';
import { jobOf, readPositions } from './jobs.ts';
import type { ForecourtOrm } from './orm.ts';
import { isItsCutout, photoFiles } from './photo-files.ts';
import { maybe, relatedRow, rowAsJson } from './row-json.ts';
import { cutouts, jobs, photos, reviews } from './schema.ts';

/** @throws NOT_FOUND, also for a photo of another dealership */
export async function readPhoto(orm: ForecourtOrm, dealershipId: string, id: string): Promise<Photo> {
  const [row] = await selectPhotos(orm).where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, id)));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such photo.');
  return photoOf(row, await readPositions(orm, [row.job]));
}

export interface PhotoName {
  readonly dealershipId: string;
  readonly photoId: string;
}

/** Several photos, also of several dealerships, in the order in which they are named; without those that are gone. */
export async function readPhotos(orm: ForecourtOrm, names: readonly PhotoName[]): Promise<{ dealershipId: string; photo: Photo }[]> {
  if (names.length === 0) return [];
  const rows = await selectPhotos(orm).where(
    sql`(${photos.dealershipId}, ${photos.id}) in (select "dealershipId", "photoId"
      from json_to_recordset(${JSON.stringify(names)}::json) as name ("dealershipId" uuid, "photoId" uuid))`,
  );
  const positions = await readPositions(
    orm,
    rows.map(({ job }) => job),
  );
  const found = new Map(rows.map((row) => [row.photo.id, { dealershipId: row.photo.dealershipId, photo: photoOf(row, positions) }]));
  return names.flatMap(({ photoId }) => found.get(photoId) ?? []);
}

export type PhotoOrder = 'position' | 'newest' | 'doubt';

export interface PhotoQuery extends PageQuery {
  readonly vehicleId?: string | undefined;
  readonly state?: PhotoState | undefined;
  /** `position` for one vehicle and `newest` for all, where it is not given. */
  readonly order?: PhotoOrder | undefined;
}

/**
 * One page of photos, whole, in two queries. Each order and filter has its index: a page costs the same wherever it stands.
 *
 * @throws INVALID_INPUT for a cursor of another order, and for `position` without a vehicle
 */
export async function listPhotos(orm: ForecourtOrm, dealershipId: string, query: PhotoQuery): Promise<Page<Photo>> {
  const { vehicleId, state, cursor, limit } = query;
  const name = query.order ?? (vehicleId === undefined ? 'newest' : 'position');
  if (name === 'position' && vehicleId === undefined) {
    throw new ForecourtError('INVALID_INPUT', 'Photos have an order by position only within one vehicle.', {
      hint: 'Send vehicleId too, or choose the order newest or doubt.',
      details: { field: 'order' },
    });
  }
  const order = orders[name];
  const rows = await selectPhotos(orm)
    .where(
      and(
        eq(photos.dealershipId, dealershipId),
        vehicleId === undefined ? undefined : eq(photos.vehicleId, vehicleId),
        state && eq(photos.state, state),
        cursor === undefined ? undefined : order.after(cursor),
      ),
    )
    .orderBy(...order.by)
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const positions = await readPositions(
    orm,
    shown.map(({ job }) => job),
  );
  return {
    items: shown.map((row) => photoOf(row, positions)),
    nextCursor: rows.length > limit && last !== undefined ? order.cursorOf(last.photo) : null,
  };
}

type PhotoRow = typeof photos.$inferSelect;

interface Order {
  readonly by: SQL[];
  after(cursor: string): SQL;
  cursorOf(row: PhotoRow): string;
}

/** As in the indexes: photos without a score come after the worst possible best one, which is 100. */
const doubt = sql`coalesce(${photos.score}, 101)`;
const newestSchema = z.tuple([z.literal('newest'), z.uuid()]);
const positionSchema = z.tuple([z.literal('position'), z.int(), z.uuid()]);
const doubtSchema = z.tuple([z.literal('doubt'), z.number(), z.uuid()]);

const orders: Readonly<Record<PhotoOrder, Order>> = {
  newest: {
    by: [desc(photos.id)],
    after: (cursor) => sql`${photos.id} < ${decodeCursor(newestSchema, cursor)[1]}`,
    cursorOf: ({ id }) => encodeCursor(['newest', id]),
  },
  position: {
    by: [asc(photos.position), asc(photos.id)],
    after: (cursor) => {
      const [, position, id] = decodeCursor(positionSchema, cursor);
      return sql`(${photos.position}, ${photos.id}) > (${position}::integer, ${id}::uuid)`;
    },
    cursorOf: ({ position, id }) => encodeCursor(['position', position, id]),
  },
  doubt: {
    by: [asc(doubt), asc(photos.id)],
    after: (cursor) => {
      const [, score, id] = decodeCursor(doubtSchema, cursor);
      return sql`(${doubt}, ${photos.id}) > (${score}::double precision, ${id}::uuid)`;
    },
    cursorOf: ({ score, id }) => encodeCursor(['doubt', score ?? 101, id]),
  },
};

function selectPhotos(orm: ForecourtOrm) {
  return orm
    .select({
      photo: rowAsJson(photos),
      ...photoFiles,
      cutout: maybe(relatedRow(cutouts, isItsCutout)),
      review: maybe(relatedRow(reviews, and(eq(reviews.dealershipId, photos.dealershipId), eq(reviews.id, photos.reviewId)))),
      job: maybe(relatedRow(jobs, and(eq(jobs.dealershipId, photos.dealershipId), eq(jobs.id, photos.jobId)))),
    })
    .from(photos)
    .$dynamic();
}

type Joined = Awaited<ReturnType<typeof selectPhotos>>[number];

function photoOf({ photo, asset, cutout, cutoutAsset, review, job }: Joined, positions: ReadonlyMap<string, number>): Photo {
  return {
    id: photo.id,
    vehicleId: photo.vehicleId,
    name: photo.name,
    angle: photo.angle,
    position: photo.position,
    state: photo.state,
    version: photo.version,
    asset: assetOf(asset),
    cutout: cutout &&
      cutoutAsset && {
        asset: assetOf(cutoutAsset),
        jobId: cutout.jobId,
        provider: cutout.provider,
        model: cutout.model,
        costUsd: cutout.costUsd,
        careful: cutout.careful,
        timings: cutout.timings,
        warnings: cutout.warnings,
        report: cutout.report,
        createdAt: cutout.createdAt.toISOString(),
      },
    review: review && { decision: review.decision, reason: review.reason, by: review.byName, at: review.at.toISOString() },
    job: job && jobOf(job, photo, positions),
    createdAt: photo.createdAt.toISOString(),
    updatedAt: photo.updatedAt.toISOString(),
  };
}
