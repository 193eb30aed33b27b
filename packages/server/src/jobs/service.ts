import type { AuditActor, RemovalOptions } from '@forecourt/sdk/contract';
import { addJob, changePriority, markCancelled, markForRetry } from '../database/job-requests.ts';
import { tellPhoto } from '../database/job-rows.ts';
import { keepJobTrace } from '../database/job-traces.ts';
import type { Database } from '../database/open.ts';
import { currentTrace } from '../telemetry/index.ts';
import { type Logger, silentLogger } from './logger.ts';
import type { AddOptions, Message, Queue } from './queue.ts';

/** Tells workers that a job was cancelled: the payload is its id. */
export const cancelledChannel = 'forecourt_job_cancelled';

export interface JobsContext {
  readonly database: Database;
  readonly queue: Queue;
  readonly logger?: Logger | undefined;
}

/**
 * Puts a job's name into the queue, after the transaction that made it. A queue that is away does not undo what was committed: the
 * job waits in the database, and the sweep puts it into the queue later.
 */
export async function enqueue(
  { queue, logger = silentLogger }: Pick<JobsContext, 'queue' | 'logger'>,
  message: Message,
  options: AddOptions = {},
): Promise<void> {
  await enqueueAll({ queue, logger }, [{ jobId: message.jobId, dealershipId: message.dealershipId, ...options }]);
}

/** The same for several at once. */
export async function enqueueAll(
  { queue, logger = silentLogger }: Pick<JobsContext, 'queue' | 'logger'>,
  messages: readonly (Message & AddOptions)[],
): Promise<void> {
  try {
    await queue.addAll(messages);
  } catch (error) {
    logger.warn({ err: error, jobIds: messages.map(({ jobId }) => jobId) }, 'jobs could not be put into the queue; the sweep will do it');
  }
}

/**
 * Makes a new cutout of a photo. The old one stays until the new one is there.
 *
 * @throws NOT_FOUND, ALREADY_WORKING
 */
export async function processPhoto(
  context: JobsContext,
  photo: {
    readonly dealershipId: string;
    readonly photoId: string;
    readonly options: RemovalOptions;
    readonly correlationId?: string | undefined;
  },
): Promise<{ jobId: string }> {
  const { dealershipId } = photo;
  // Somebody waits for this one, while the others were dropped by the dozen.
  const priority = photo.options.priority ?? 10;
  const added = await context.database.transaction(async (tx) => {
    const job = await addJob(tx, { ...photo, priority });
    await keepJobTrace(tx, { dealershipId, ...job }, currentTrace());
    await tellPhoto(tx, photo);
    return job;
  });
  await enqueue(context, { dealershipId, ...added }, { priority });
  return added;
}

/** Starts a failed or cancelled job again, with all its tries. @throws NOT_FOUND, NOT_RETRYABLE, ALREADY_WORKING */
export async function retryJob(context: JobsContext, job: Message, by?: AuditActor): Promise<void> {
  const { priority } = await markForRetry(context.database, job, by);
  await enqueue(context, job, { priority });
}

/** Lets a waiting job go before others of its dealership, or behind them. @throws NOT_FOUND, NOT_WAITING */
export async function prioritiseJob({ database }: Pick<JobsContext, 'database'>, job: Message, priority: number): Promise<void> {
  await changePriority(database, job, priority);
}

/**
 * Cancels a job that has no result yet; its worker stops within moments, wherever it runs. Cancelling twice is no error.
 *
 * @throws NOT_FOUND, NOT_CANCELLABLE
 */
export async function cancelJob(context: Pick<JobsContext, 'database' | 'logger'>, job: Message, by?: AuditActor): Promise<void> {
  const { wasWorking } = await markCancelled(context.database, job, by);
  if (wasWorking) await callBack(context, [job.jobId]);
}

/** Lets workers know at once, wherever they run, that nobody wants these jobs any more: after they were cancelled, or removed. */
export async function callBack(
  { database, logger = silentLogger }: Pick<JobsContext, 'database' | 'logger'>,
  jobIds: readonly string[],
): Promise<void> {
  try {
    for (const jobId of jobIds) await database.notify(cancelledChannel, jobId);
  } catch (error) {
    // A worker notices with its next heartbeat too; what it makes meanwhile is refused.
    logger.debug({ err: error }, 'jobs could not be called back at once');
  }
}
