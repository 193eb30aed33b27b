import { ForecourtError } from '@forecourt/errors';
import type { AuditActor, RemovalOptions } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { appendAudit, systemActor } from './audit.ts';
import { and, eq, inArray, sql } from './drizzle.ts';
import { atRest, is, type JobName, lockJob, showOnPhotos, tellJobs } from './job-rows.ts';
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
    /** Names what somebody did that it comes from. */
    readonly correlationId?: string | null | undefined;
  },
): Promise<{ jobId: string }> {
  const { dealershipId, photoId, options, priority = 0, correlationId = null } = job;
  const jobId = newId();
  await refuseSecond(tx, { dealershipId, photoId });
  await tx.insert(jobs).values({ id: jobId, dealershipId, photoId, options, priority, correlationId });
  await showOnPhotos(tx, [{ dealershipId, photoId, jobId }], 'waiting');
  return { jobId };
}

/** @throws NOT_FOUND, NOT_CANCELLABLE. Cancelling twice is no error. @returns whether somebody may be working on it. */
export function markCancelled(database: Database, name: JobName, by?: AuditActor): Promise<{ wasWorking: boolean }> {
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
    const cancelled = [{ ...name, photoId: found.photoId }];
    await showOnPhotos(tx, cancelled, 'cancelled');
    await writeDown(tx, name, 'job.cancelled', by);
    await tellJobs(tx, cancelled);
    return { wasWorking: found.state === 'working' };
  });
}

/** Lets a failed or cancelled job wait for its turn again, with all its tries. @throws NOT_FOUND, NOT_RETRYABLE, ALREADY_WORKING */
export function markForRetry(database: Database, name: JobName, by?: AuditActor): Promise<{ priority: number }> {
  return database.transaction(async (tx) => {
    const found = await lockJob(tx, name);
    if (found.state !== 'failed' && found.state !== 'cancelled') {
      throw new ForecourtError('NOT_RETRYABLE', `This job is ${found.state}.`);
    }
    const { dealershipId } = name;
    if (found.photoId !== null) await refuseSecond(tx, { dealershipId, photoId: found.photoId });
    await tx
      .update(jobs)
      .set({ ...atRest, state: 'waiting', attempts: 0, problem: null, nextTryAt: null, finishedAt: null, startedAt: null })
      .where(is(name));
    const waiting = [{ ...name, photoId: found.photoId }];
    await showOnPhotos(tx, waiting, 'waiting');
    await writeDown(tx, name, 'job.retried', by);
    await tellJobs(tx, waiting);
    return { priority: found.priority };
  });
}

/** Lets a waiting job go before others, or behind them. @throws NOT_FOUND, NOT_WAITING */
export function changePriority(database: Database, name: JobName, priority: number): Promise<void> {
  return database.transaction(async (tx) => {
    const { state, photoId } = await lockJob(tx, name);
    if (state !== 'waiting') throw new ForecourtError('NOT_WAITING', `This job is ${state}.`);
    await tx.update(jobs).set({ priority }).where(is(name));
    await tellJobs(tx, [{ ...name, photoId }]);
  });
}

async function writeDown(
  tx: Transaction,
  { dealershipId, jobId }: JobName,
  action: 'job.cancelled' | 'job.retried',
  actor: AuditActor = systemActor,
): Promise<void> {
  await appendAudit(tx, { dealershipId, actor, action, target: { kind: 'job', id: jobId } });
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
