import { ForecourtError } from '@forecourt/errors';
import type { Job, JobState } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, desc, eq, inArray, isNotNull, lt, sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { relatedRow, rowAsJson } from './row-json.ts';
import { jobs, photos } from './schema.ts';

export type JobRow = typeof jobs.$inferSelect;

const ofPhoto = and(eq(photos.dealershipId, jobs.dealershipId), eq(photos.id, jobs.photoId));
const columns = { job: rowAsJson(jobs), photo: relatedRow(photos, ofPhoto) };
/** Of all jobs, these are in the list. */
const isOfPhoto = isNotNull(jobs.photoId);
const cursorSchema = z.tuple([z.literal('jobs'), z.uuid()]);

/** @throws NOT_FOUND, also for a job of another dealership */
export async function readJob(orm: ForecourtOrm, dealershipId: string, id: string): Promise<Job> {
  const [row] = await orm
    .select(columns)
    .from(jobs)
    .where(and(eq(jobs.dealershipId, dealershipId), eq(jobs.id, id), isOfPhoto));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such job.');
  return jobOf(row.job, row.photo, await readPositions(orm, [row.job]));
}

export interface JobQuery extends PageQuery {
  readonly state?: JobState | undefined;
  /** Of those that failed for good: only for this reason. */
  readonly code?: string | undefined;
  readonly provider?: string | undefined;
}

/** Jobs, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listJobs(orm: ForecourtOrm, dealershipId: string, query: JobQuery): Promise<Page<Job>> {
  const { cursor, limit, state, code, provider } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await orm
    .select(columns)
    .from(jobs)
    .where(
      and(
        eq(jobs.dealershipId, dealershipId),
        isOfPhoto,
        state && eq(jobs.state, state),
        code === undefined ? undefined : sql`${jobs.problem} ->> 'code' = ${code}`,
        provider === undefined ? undefined : eq(jobs.provider, provider),
        after === undefined ? undefined : lt(jobs.id, after),
      ),
    )
    .orderBy(desc(jobs.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ job }) => ['jobs', job.id]);
  const positions = await readPositions(
    orm,
    page.items.map(({ job }) => job),
  );
  return { items: page.items.map(({ job, photo }) => jobOf(job, photo, positions)), nextCursor: page.nextCursor };
}

/** Ids of the photo's jobs that have no result yet. */
export async function readActiveJobs(orm: ForecourtOrm, dealershipId: string, photoIds: readonly string[]): Promise<string[]> {
  if (photoIds.length === 0) return [];
  const rows = await orm
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.dealershipId, dealershipId), inArray(jobs.photoId, [...photoIds]), inArray(jobs.state, ['waiting', 'working'])));
  return rows.map(({ id }) => id);
}

const positionSchema = z.object({ id: z.string(), ahead: z.coerce.number() });

/** Nobody wants to know more exactly how long a long queue is, and counting it costs. */
const mostCounted = 1000;

/**
 * How many jobs of its dealership are ahead of each waiting one, by its id; without those far behind or waiting for the time of their next try. Dealerships take turns, so
 * those of others say little.
 */
export async function readPositions(orm: ForecourtOrm, rows: readonly (JobRow | null)[]): Promise<ReadonlyMap<string, number>> {
  const waiting = rows.filter((row) => row !== null).filter(({ state, nextTryAt }) => state === 'waiting' && nextTryAt === null);
  const positions = new Map<string, number>();
  for (const [dealershipId, lane] of lanesOf(waiting)) {
    const ids = waiting.filter((row) => row.dealershipId === dealershipId && row.lane === lane).map(({ id }) => id);
    const result = await orm.execute(sql`
      select id, ahead from (
        select id, row_number() over (order by priority desc, id) - 1 as ahead from (
          select id, priority from ${jobs} where dealership_id = ${dealershipId} and state = 'waiting' and next_try_at is null and lane = ${sql.raw(`'${lane}'`)}
          order by priority desc, id limit ${mostCounted}
        ) as nearest
      ) as turns where id in ${ids}`);
    for (const { id, ahead } of rowsOf(positionSchema, result)) positions.set(id, ahead);
  }
  return positions;
}

/** Each line that some of these jobs wait in: those at providers are ahead of nobody on this machine. */
function lanesOf(rows: readonly JobRow[]): [string, JobRow['lane']][] {
  const seen = new Map(rows.map(({ dealershipId, lane }) => [dealershipId + lane, [dealershipId, lane] as [string, JobRow['lane']]]));
  return [...seen.values()];
}

/** The contract's shape of a row. */
export function jobOf(
  row: JobRow,
  photo: { readonly id: string; readonly name: string; readonly vehicleId: string },
  positions: ReadonlyMap<string, number>,
): Job {
  return {
    id: row.id,
    operation: 'removeBackground',
    vehicleId: photo.vehicleId,
    photoId: photo.id,
    photoName: photo.name,
    options: row.options,
    state: row.state,
    priority: row.priority,
    progress: row.state === 'working' && row.progressStage !== null ? { stage: row.progressStage, share: row.progressShare ?? 0 } : null,
    position: positions.get(row.id) ?? null,
    attempts: row.attempts,
    provider: row.provider,
    problem: row.problem,
    correlationId: row.correlationId,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    nextTryAt: row.nextTryAt?.toISOString() ?? null,
  };
}
