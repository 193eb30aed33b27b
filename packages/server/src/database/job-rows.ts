import { ForecourtError } from '@forecourt/errors';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { appendEvent } from './events.ts';
import type { Transaction } from './open.ts';
import { readPhoto } from './photos.ts';
import { jobs, photos, reviews } from './schema.ts';

/** Names a job across dealerships. */
export interface JobName {
  readonly dealershipId: string;
  readonly jobId: string;
}

/** The right to work on a job: only who holds the newest fence may write its result. */
export interface JobLease extends JobName {
  readonly fence: number;
  readonly photoId: string;
}

// Time is the database's: workers on several machines never agree on theirs.

/** A moment from now. */
export const later = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

/** How long a moment is off; negative where it has passed. */
export const millisecondsUntil = (column: typeof jobs.leaseUntil | typeof jobs.nextTryAt) =>
  sql<number | null>`ceil(extract(epoch from ${column} - now()) * 1000)::int`;

/** What a job has while nobody works on it. */
export const atRest = { leaseUntil: null, progressStage: null, progressShare: null } as const;

export const is = ({ dealershipId, jobId }: JobName): SQL | undefined => and(eq(jobs.dealershipId, dealershipId), eq(jobs.id, jobId));

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

interface PhotoName {
  readonly dealershipId: string;
  readonly photoId: string;
}

/** What a failed or cancelled new try leaves: the cutout that was there before, with what was decided on it. */
const stateBefore = (otherwise: 'failed' | 'cancelled') => sql`case
  when ${photos.cutoutId} is null then ${otherwise}
  when ${photos.reviewId} is null then 'review'
  else (select case ${reviews.decision} when 'approve' then 'approved' else 'rejected' end from ${reviews}
    where ${reviews.dealershipId} = ${photos.dealershipId} and ${reviews.id} = ${photos.reviewId})
end`;

/** Lets the photo's state follow its job's, and tells who watches. @returns what the photo is made of; undefined if it is gone. */
export async function showOnPhoto(
  tx: Transaction,
  { dealershipId, photoId }: PhotoName,
  { jobId, state }: { readonly jobId: string; readonly state: 'waiting' | 'working' | 'failed' | 'cancelled' },
): Promise<{ vehicleId: string; assetSha256: string } | undefined> {
  const [photo] = await tx
    .update(photos)
    .set({
      jobId,
      state: state === 'failed' || state === 'cancelled' ? stateBefore(state) : state,
      version: sql`${photos.version} + 1`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, photoId)))
    .returning({ vehicleId: photos.vehicleId, assetSha256: photos.assetSha256 });
  return photo;
}

/** Appends the event of a photo that changed. */
export async function tellPhoto(tx: Transaction, { dealershipId, photoId }: PhotoName): Promise<void> {
  await appendEvent(tx, dealershipId, 'photo.changed', await readPhoto(tx, dealershipId, photoId));
}
