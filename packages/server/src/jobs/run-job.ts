import type { ForecourtError } from '@forecourt/errors';
import type { Progress } from '@forecourt/sdk/providers';
import { databaseError } from '../database/failures.ts';
import { failJob, keepLease, releaseJob } from '../database/job-leases.ts';
import type { JobLease } from '../database/job-rows.ts';
import { readJobState } from '../database/job-sweep.ts';
import type { BegunJob } from '../database/job-turns.ts';
import type { Database } from '../database/open.ts';
import { toProblem } from '../problems/problem.ts';
import type { Craft } from './craft.ts';
import type { Logger } from './logger.ts';
import { createProgressTeller } from './progress.ts';
import type { Again } from './queue.ts';
import { nextLookInMs, nextTryInMs, persist } from './retries.ts';
import type { JobWatcher } from './watcher.ts';

/** Carries `job.progressed` to whoever watches: `{ dealershipId, event }` as JSON. */
export const progressChannel = 'forecourt_progress';

export interface RunContext<Result> {
  readonly database: Database;
  readonly craft: Craft<Result>;
  readonly leaseMs: number;
  readonly logger: Logger;
  readonly random: () => number;
  /** Fires when the worker has to stop: the job goes back to waiting. */
  readonly stop: AbortSignal;
  /** Fired when the job is nobody's business here any more: it was cancelled, or somebody else has it. */
  readonly lost: AbortController;
  /** Writes a result. @returns whether it was still wanted */
  readonly finish: (done: { readonly lease: JobLease; readonly result: Result | null }) => Promise<boolean>;
  /** Told why a try failed, before that is written. */
  readonly onFailure?: ((error: ForecourtError) => void) | undefined;
  readonly watcher?: JobWatcher | undefined;
}

/**
 * Does a job that was begun, from its photo to its result in the database. Whatever comes in between (a cancel, a stop, another
 * worker, a failure) ends in one transaction or in none. Rejects only if the database stays away.
 *
 * @returns when somebody has to look at it again, if so
 */
export async function runJob<Result>(job: BegunJob, given: RunContext<Result>): Promise<Again | undefined> {
  const correlationId = job.correlationId ?? undefined;
  const logger = given.logger.child({ correlationId, jobId: job.jobId });
  const context = { ...given, logger };
  const { database, craft, leaseMs, random, stop, lost, finish, watcher } = context;
  const { priority } = job;
  const signal = AbortSignal.any([stop, lost.signal]);
  const progress = createProgressTeller((told) => tellProgress(job, told, context));
  const heartbeat = setInterval(() => void beat(job, context), leaseMs / 3);
  try {
    const result = await craft.perform(job, { signal, onProgress: progress.tell, correlationId, logger });
    await progress.end();
    const isWritten = await persist(() => finish({ lease: job, result }), signal);
    if (isWritten) watcher?.ended(job);
    if (isWritten) return undefined;
    logger.info('a result came too late and was not written');
    return await nextTurn(job, database);
  } catch (thrown) {
    await progress.end();
    if (lost.signal.aborted) return await nextTurn(job, database);
    if (stop.aborted) return (await releaseJob(database, job)) ? { delayMs: 0, priority } : undefined;
    // Also storage asks the database: one that is away is no fault of the photo.
    const error = databaseError(thrown);
    given.onFailure?.(error);
    const lookInMs = craft.mayWait?.(error) === true ? nextLookInMs(job.waitedMs, random) : undefined;
    const isTried = lookInMs === undefined;
    const mayTryAgain = craft.mayTryAgain?.(error) !== false;
    const retryInMs = isTried ? (mayTryAgain ? nextTryInMs(error, job.attempts, random) : undefined) : lookInMs;
    if (isTried) logger.warn({ err: thrown, attempts: job.attempts, retryInMs }, 'a job’s try failed');
    else logger.info({ reason: error.message, retryInMs }, 'nobody is there to do a job');
    const failed = { problem: toProblem(error, { correlationId }), retryInMs, isTried };
    const isEnded = await persist(() => failJob(database, job, failed), signal);
    if (!isEnded) return await nextTurn(job, database);
    if (retryInMs === undefined) {
      watcher?.failed({ ...job, provider: craft.name, error });
      watcher?.ended(job);
    }
    return retryInMs === undefined ? undefined : { delayMs: retryInMs, priority };
  } finally {
    clearInterval(heartbeat);
  }
}

/** Somebody cancelled it and started it again meanwhile, or took it for lost: then it may wait. */
async function nextTurn(job: BegunJob, database: Database): Promise<Again | undefined> {
  const now = await readJobState(database.orm, job);
  return now?.state === 'waiting' ? { delayMs: now.delayMs, priority: now.priority } : undefined;
}

async function beat<Result>(job: BegunJob, { database, leaseMs, lost, logger }: RunContext<Result>): Promise<void> {
  try {
    if (!(await keepLease(database.orm, job, { leaseMs }))) lost.abort(new DOMException('The job was taken away.', 'AbortError'));
  } catch (error) {
    // A database that is away tells nothing about whose job it is; the fence does when it is back.
    logger.debug({ err: error }, 'a lease could not be kept');
  }
}

async function tellProgress<Result>(
  job: BegunJob,
  progress: Progress,
  { database, craft, leaseMs, logger }: RunContext<Result>,
): Promise<void> {
  const { stage, share } = progress;
  const { dealershipId } = job;
  try {
    const events = await craft.eventsOf(job, progress);
    for (const event of events) await database.notify(progressChannel, JSON.stringify({ dealershipId, event }));
    if (events.length > 0) await keepLease(database.orm, job, { leaseMs, stage, share });
  } catch (error) {
    // Progress is for who watches now: what was not told is old a moment later.
    logger.debug({ err: error }, 'progress could not be told');
  }
}
