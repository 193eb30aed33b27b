import { ForecourtError } from '@forecourt/errors';
import type { RemovalOptions } from '@forecourt/sdk/contract';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { v7 as newId } from 'uuid';
import { atRest, is, type JobName, lockJob, showOnPhoto, tellPhoto } from './job-rows.ts';
import type { Database, Transaction } from './open.ts';
import { jobs, photos } from './schema.ts';

/**
 * Adds a job for a photo inside the caller's transaction. The caller appends the event, and puts the job's name into the queue
 * after its commit.
 *
 * @throws ALREADY_WORKING if a job of this photo waits or is under way; NOT_FOUND
 */
export async function addJob(
  tx: Transaction,
  job: {
    readonly dealershipId: string;
    readonly photoId: string;
    readonly options: RemovalOptions;
    readonly priority?: number | undefined;
  },
): Promise<{ jobId: string }> {
  const { dealershipId, photoId, options, priority = 0 } = job;
  const jobId = newId();
  await refuseSecond(tx, { dealershipId, photoId });
  await tx.insert(jobs).values({ id: jobId, dealershipId, photoId, options, priority });
  await showOnPhoto(tx, { dealershipId, photoId }, { jobId, state: 'waiting' });
  return { jobId };
}

/** @throws NOT_FOUND, NOT_CANCELLABLE. Cancelling twice is no error. @returns whether somebody may be working on it. */
export function markCancelled(database: Database, name: JobName): Promise<{ wasWorking: boolean }> {
  return database.transaction(async (tx) => {
    const found = await lockJob(tx, name);
    if (found.state === 'cancelled') return { wasWorking: false };
    if (found.state === 'done') throw new ForecourtError('NOT_CANCELLABLE', 'This job has its result already.');
    if (found.state === 'failed') {
      throw new ForecourtError('NOT_CANCELLABLE', 'This job has failed already.', { hint: 'Start it again, or remove the photo.' });
    }
    await tx
      .update(jobs)
      // With a new fence, whoever works on it has nothing to say any more.
      .set({ ...atRest, state: 'cancelled', fence: sql`${jobs.fence} + 1`, nextTryAt: null, finishedAt: sql`now()` })
      .where(is(name));
    const photo = { dealershipId: name.dealershipId, photoId: found.photoId };
    await showOnPhoto(tx, photo, { jobId: name.jobId, state: 'cancelled' });
    await tellPhoto(tx, photo);
    return { wasWorking: found.state === 'working' };
  });
}

/** Lets a failed or cancelled job wait for its turn again, with all its tries. @throws NOT_FOUND, NOT_RETRYABLE, ALREADY_WORKING */
export function markForRetry(database: Database, name: JobName): Promise<{ priority: number }> {
  return database.transaction(async (tx) => {
    const found = await lockJob(tx, name);
    if (found.state !== 'failed' && found.state !== 'cancelled') {
      throw new ForecourtError('NOT_RETRYABLE', `This job is ${found.state}.`);
    }
    const photo = { dealershipId: name.dealershipId, photoId: found.photoId };
    await refuseSecond(tx, photo);
    await tx
      .update(jobs)
      .set({ ...atRest, state: 'waiting', attempts: 0, problem: null, nextTryAt: null, finishedAt: null, startedAt: null })
      .where(is(name));
    await showOnPhoto(tx, photo, { jobId: name.jobId, state: 'waiting' });
    await tellPhoto(tx, photo);
    return { priority: found.priority };
  });
}

/** Locks the photo, so that two who ask at once are asked one after the other. @throws NOT_FOUND, ALREADY_WORKING */
async function refuseSecond(
  tx: Transaction,
  { dealershipId, photoId }: { readonly dealershipId: string; readonly photoId: string },
): Promise<void> {
  const [photo] = await tx
    .select({ id: photos.id })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, photoId)))
    .for('update');
  if (!photo) throw new ForecourtError('NOT_FOUND', `There is no photo ${photoId}.`);
  const [other] = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.dealershipId, dealershipId), eq(jobs.photoId, photoId), inArray(jobs.state, ['waiting', 'working'])))
    .limit(1);
  if (other) throw new ForecourtError('ALREADY_WORKING', 'A job of this photo is under way already.', { details: { jobId: other.id } });
}
