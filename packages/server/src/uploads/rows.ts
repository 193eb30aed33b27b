import { ForecourtError } from '@forecourt/errors';
import type { Problem } from '@forecourt/sdk/contract';
import { v7 as uuidv7 } from 'uuid';
import { and, eq, getTableColumns, inArray, lt, sql } from '../database/drizzle.ts';
import { isMissingReference } from '../database/failures.ts';
import type { Database } from '../database/open.ts';
import type { ForecourtOrm } from '../database/orm.ts';
import { uploads } from '../database/schema.ts';
import type { UploadMetadata } from './metadata.ts';

/** One upload as the database knows it. */
export type UploadRow = typeof uploads.$inferSelect;

export interface NewUpload extends UploadMetadata {
  readonly id: string;
  readonly dealershipId: string;
  readonly createdBy: string;
  readonly correlationId?: string | null;
  readonly bytes: number;
  /** Bytes that are there already. */
  readonly offset?: number;
  readonly expiresAt: Date;
}

export function newUploadId(): string {
  return uuidv7();
}

/**
 * Makes the row of an upload if its vehicle belongs to the dealership and not too many are under way.
 *
 * @throws NOT_FOUND, RATE_LIMITED
 */
export async function createUpload(database: Database, upload: NewUpload, { maxUnderWay }: { maxUnderWay: number }): Promise<UploadRow> {
  const { orm } = database;
  const { dealershipId, id } = upload;
  // One statement: it is part of every photo's way. The count is of before it.
  const underWay = orm.$count(uploads, and(eq(uploads.dealershipId, dealershipId), inArray(uploads.state, ['receiving', 'finishing'])));
  const [made] = await orm
    .insert(uploads)
    .values(upload)
    .returning({ ...getTableColumns(uploads), underWay: sql<number>`(${underWay})`.mapWith(Number) })
    .catch((error: unknown) => {
      if (!isMissingReference(error, 'uploads_vehicle')) throw error;
      throw new ForecourtError('NOT_FOUND', 'There is no such vehicle.', { hint: 'Check vehicleId; the vehicle may have been removed.' });
    });
  if (made === undefined) throw new ForecourtError('INTERNAL', 'The database made no row of an upload.');
  const { underWay: before, ...row } = made;
  if (before >= maxUnderWay) {
    await removeUpload(database, { dealershipId, id });
    throw new ForecourtError('RATE_LIMITED', `${before} uploads are under way, which is all that a dealership may have.`, {
      details: { retryAfterSeconds: 30, limit: maxUnderWay },
    });
  }
  return row;
}

/** An upload of this dealership. @throws UPLOAD_NOT_FOUND, also for one that belongs to another */
export async function readUpload(database: Database, dealershipId: string, id: string): Promise<UploadRow> {
  const [row] = await database.orm.select().from(uploads).where(whole(dealershipId, id));
  if (row === undefined) throw new ForecourtError('UPLOAD_NOT_FOUND', 'There is no such upload.');
  return row;
}

/**
 * Records that everything before `to` is in the file. Refused if somebody else has moved it since.
 *
 * @throws UPLOAD_OFFSET_MISMATCH
 */
export async function advanceUpload(
  database: Database,
  row: Pick<UploadRow, 'dealershipId' | 'id'>,
  { from, to, sha256 }: { readonly from: number; readonly to: number; readonly sha256?: string | undefined },
): Promise<UploadRow> {
  const [changed] = await database.orm
    .update(uploads)
    .set({ offset: to, updatedAt: new Date(), ...(sha256 !== undefined && { sha256 }) })
    .where(and(whole(row.dealershipId, row.id), eq(uploads.offset, from), eq(uploads.state, 'receiving')))
    .returning();
  if (changed === undefined) throw new ForecourtError('UPLOAD_OFFSET_MISMATCH', 'This upload was moved on by another request.');
  return changed;
}

/** Records what is about to be moved into storage, so that an interrupted finish finds it there. */
export async function markFinishing(database: Database, row: UploadRow, sha256: string): Promise<void> {
  await database.orm.update(uploads).set({ state: 'finishing', sha256, updatedAt: new Date() }).where(whole(row.dealershipId, row.id));
}

/** It became what it was sent for. */
export async function markDone(orm: ForecourtOrm, row: UploadRow, sha256: string, photoId: string | null): Promise<void> {
  await orm
    .update(uploads)
    .set({ state: 'done', sha256, photoId, problem: null, updatedAt: new Date() })
    .where(whole(row.dealershipId, row.id));
}

/** Records why it will never be a photo. */
export async function markFailed(database: Database, row: UploadRow, problem: Problem): Promise<void> {
  await database.orm.update(uploads).set({ state: 'failed', problem, updatedAt: new Date() }).where(whole(row.dealershipId, row.id));
}

export async function removeUpload(database: Database, row: Pick<UploadRow, 'dealershipId' | 'id'>): Promise<void> {
  await database.orm.delete(uploads).where(whole(row.dealershipId, row.id));
}

/** Uploads of which everything is there and which are no photo yet: somebody was interrupted. */
export function readUnfinished(database: Database): Promise<UploadRow[]> {
  return database.orm
    .select()
    .from(uploads)
    .where(and(inArray(uploads.state, ['receiving', 'finishing']), sql`${uploads.offset} = ${uploads.bytes}`));
}

/** Removes rows that were left too long; those that are done have their photo and need no row. */
export async function removeExpired(database: Database, now: Date): Promise<string[]> {
  const gone = await database.orm.delete(uploads).where(lt(uploads.expiresAt, now)).returning({ id: uploads.id });
  return gone.map(({ id }) => id);
}

/** Which of these uploads the database knows. */
export async function knownUploads(database: Database, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database.orm
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(inArray(uploads.id, [...ids]), inArray(uploads.state, ['receiving', 'finishing'])));
  return new Set(rows.map(({ id }) => id));
}

function whole(dealershipId: string, id: string) {
  return and(eq(uploads.dealershipId, dealershipId), eq(uploads.id, id));
}
