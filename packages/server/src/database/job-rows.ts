import { ForecourtError } from '@forecourt/errors';
import { and, eq, type SQL, sql } from './drizzle.ts';
import { appendEvents } from './events.ts';
import { tellCalls } from './generation-events.ts';
import type { Transaction } from './open.ts';
import { type PhotoName, readPhotos } from './photos.ts';
import { jobs, photos, reviews } from './schema.ts';

/** Names a job across dealerships. */
export interface JobName {
  readonly dealershipId: string;
  readonly jobId: string;
}

/** The right to work on a job: only who holds the newest fence may write its result. */
export interface JobLease extends JobName {
  readonly fence: number;
  /** Null for a job that is not about a photo. */
  readonly photoId: string | null;
}

// Time is the database's: workers on several machines never agree on theirs.

/** A moment from now. */
export const later = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

/** How long a moment is off; negative where it has passed. */
export const millisecondsUntil = (column: typeof jobs.leaseUntil | typeof jobs.nextTryAt) =>
  sql<number | null>`ceil(extract(epoch from ${column} - now()) * 1000)::int`;

/** As the index `jobs_failed` has it. */
export const problemCode = sql`${jobs.problem} ->> 'code'`;

/** What a job has while nobody works on it. */
export const atRest = { leaseUntil: null, progressStage: null, progressShare: null } as const;

export const is = ({ dealershipId, jobId }: JobName): SQL | undefined => and(eq(jobs.dealershipId, dealershipId), eq(jobs.id, jobId));

/** Names as rows that a statement can join with: one parameter, however many they are. */
export function named(names: readonly (JobName & { readonly fence?: number | undefined })[]): SQL {
  const rows = names.map(({ dealershipId, jobId, fence }) => ({ dealershipId, jobId, fence }));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as named ("dealershipId" uuid, "jobId" uuid, "fence" integer)`;
}

/** True only for who holds the newest fence of a job that is still under way. */
export const holds = (lease: JobLease): SQL | undefined => and(is(lease), eq(jobs.state, 'working'), eq(jobs.fence, lease.fence));

/** The job's row, locked until the transaction ends. @throws NOT_FOUND */
export async function lockJob(tx: Transaction, name: JobName): Promise<Pick<typeof jobs.$inferSelect, 'photoId' | 'state' | 'priority'>> {
  const [found] = await tx
    .select({ photoId: jobs.photoId, state: jobs.state, priority: jobs.priority })
    .from(jobs)
    .where(is(name))
    .for('update');
  if (!found) throw new ForecourtError('NOT_FOUND', `There is no job ${name.jobId}.`);
  return found;
}

/** What a failed or cancelled new try leaves: the cutout that was there before, with what was decided on it. */
const stateBefore = (otherwise: 'failed' | 'cancelled') => sql`case
  when ${photos.cutoutId} is null then ${otherwise}
  when ${photos.reviewId} is null then 'review'
  else (select case ${reviews.decision} when 'approve' then 'approved' else 'rejected' end from ${reviews}
    where ${reviews.dealershipId} = ${photos.dealershipId} and ${reviews.id} = ${photos.reviewId})
end`;

/** A job that changed, and its photo if it is about one. */
interface ChangedJob extends JobName {
  readonly photoId: string | null;
}

export interface ShownPhoto {
  readonly photoId: string;
  readonly vehicleId: string;
  readonly assetSha256: string;
}

/** Lets photos' states follow their jobs'. @returns what they are made of, by their ids; without those that are gone. */
export async function showOnPhotos(
  tx: Transaction,
  changed: readonly ChangedJob[],
  state: 'waiting' | 'working' | 'failed' | 'cancelled',
): Promise<ReadonlyMap<string, ShownPhoto>> {
  const rows = changed.flatMap(({ dealershipId, jobId, photoId }) => (photoId === null ? [] : [{ dealershipId, jobId, photoId }]));
  if (rows.length === 0) return new Map();
  const shown = await tx
    .update(photos)
    .set({
      jobId: sql`changed."jobId"`,
      state: state === 'failed' || state === 'cancelled' ? stateBefore(state) : state,
      version: sql`${photos.version} + 1`,
      updatedAt: sql`now()`,
    })
    .from(sql`json_to_recordset(${JSON.stringify(rows)}::json) as changed ("dealershipId" uuid, "jobId" uuid, "photoId" uuid)`)
    .where(sql`${photos.dealershipId} = changed."dealershipId" and ${photos.id} = changed."photoId"`)
    .returning({ photoId: photos.id, vehicleId: photos.vehicleId, assetSha256: photos.assetSha256 });
  return new Map(shown.map((photo) => [photo.photoId, photo]));
}

/** Appends the events of what the jobs are about. */
export async function tellJobs(tx: Transaction, changed: readonly ChangedJob[]): Promise<void> {
  await tellPhotos(tx, changed);
  await tellCalls(
    tx,
    changed.filter(({ photoId }) => photoId === null),
  );
}

/** Appends the events of photos that changed. */
export async function tellPhotos(
  tx: Transaction,
  changed: readonly { readonly dealershipId: string; readonly photoId: string | null }[],
): Promise<void> {
  const names = changed.flatMap(({ dealershipId, photoId }) => (photoId === null ? [] : [{ dealershipId, photoId }]));
  const told = await readPhotos(tx, names);
  await appendEvents(
    tx,
    told.map(({ dealershipId, photo }) => ({ dealershipId, type: 'photo.changed', data: photo })),
  );
}

/** Appends the event of a photo that changed. */
export const tellPhoto = (tx: Transaction, photo: PhotoName): Promise<void> => tellPhotos(tx, [photo]);
