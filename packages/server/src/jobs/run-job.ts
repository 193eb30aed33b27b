import { ForecourtError } from '@forecourt/errors';
import type { Progress, Provider } from '@forecourt/sdk/providers';
import { type BegunJob, failJob, finishJob, keepLease, releaseJob } from '../database/job-leases.ts';
import type { Database } from '../database/open.ts';
import { toProblem } from '../problems/problem.ts';
import type { Storage } from '../storage/index.ts';
import type { Logger } from './logger.ts';
import { createProgressTeller } from './progress.ts';
import { removeBackground } from './remove-background.ts';
import { nextTryInMs, persist } from './retries.ts';

/** Carries `job.progressed` to whoever watches: `{ dealershipId, event }` as JSON. */
export const progressChannel = 'forecourt_progress';

export interface RunContext {
  readonly database: Database;
  readonly storage: Storage;
  readonly provider: Provider;
  readonly leaseMs: number;
  readonly logger: Logger;
  readonly random: () => number;
  /** Fires when the worker has to stop: the job goes back to waiting. */
  readonly stop: AbortSignal;
  /** Fired when the job is nobody's business here any more: it was cancelled, or somebody else has it. */
  readonly lost: AbortController;
}

/**
 * Does a job that was begun, from its photo to its result in the database. Whatever comes in between (a cancel, a stop, another
 * worker, a failure) ends in one transaction or in none. Rejects only if the database stays away.
 */
export async function runJob(job: BegunJob, context: RunContext): Promise<void> {
  const { database, leaseMs, logger, random, stop, lost } = context;
  const signal = AbortSignal.any([stop, lost.signal]);
  const progress = createProgressTeller((told) => tellProgress(job, told, context));
  const heartbeat = setInterval(() => void beat(job, context), leaseMs / 3);
  try {
    const result = await removeBackground(job, { ...context, signal, onProgress: progress.tell });
    await progress.end();
    const isWritten = await persist(() => finishJob(database, job, result), signal);
    if (!isWritten) logger.info({ jobId: job.jobId }, 'a result came too late and was not written');
  } catch (thrown) {
    await progress.end();
    if (lost.signal.aborted) return;
    if (stop.aborted) {
      await releaseJob(database, job);
      return;
    }
    const error = ForecourtError.from(thrown, 'INTERNAL');
    const retryInMs = nextTryInMs(error, job.attempts, random);
    logger.warn({ err: thrown, jobId: job.jobId, attempts: job.attempts, retryInMs }, 'a job’s try failed');
    await persist(() => failJob(database, job, { problem: toProblem(error), retryInMs }), signal);
  } finally {
    clearInterval(heartbeat);
  }
}

async function beat(job: BegunJob, { database, leaseMs, lost, logger }: RunContext): Promise<void> {
  try {
    if (!(await keepLease(database.orm, job, { leaseMs }))) lost.abort(new DOMException('The job was taken away.', 'AbortError'));
  } catch (error) {
    // A database that is away tells nothing about whose job it is; the fence does when it is back.
    logger.debug({ err: error, jobId: job.jobId }, 'a lease could not be kept');
  }
}

async function tellProgress(job: BegunJob, { stage, share }: Progress, { database, leaseMs, logger }: RunContext): Promise<void> {
  const { dealershipId, jobId, photoId, vehicleId } = job;
  const event = { type: 'job.progressed', at: new Date().toISOString(), data: { jobId, photoId, vehicleId, stage, share } };
  try {
    await database.notify(progressChannel, JSON.stringify({ dealershipId, event }));
    await keepLease(database.orm, job, { leaseMs, stage, share });
  } catch (error) {
    // Progress is for who watches now: what was not told is old a moment later.
    logger.debug({ err: error, jobId }, 'progress could not be told');
  }
}
