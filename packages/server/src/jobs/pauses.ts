import { findWaiting } from '../database/job-sweep.ts';
import { type PauseRequest, pauseQueue, resumeQueue } from '../database/queue-pauses.ts';
import { enqueueAll, type JobsContext } from './service.ts';

/** As many as are woken when jobs may begin again; the sweep wakes the rest. */
const mostWoken = 1000;

/** Lets no more jobs begin, in any process, from this moment on; those under way end. */
export async function pauseJobs({ database }: Pick<JobsContext, 'database'>, request: PauseRequest): Promise<void> {
  await pauseQueue(database, request);
}

/** Lets jobs begin again, and wakes workers for those that wait: their messages were used up meanwhile. */
export async function resumeJobs(context: JobsContext, request: PauseRequest): Promise<void> {
  if (!(await resumeQueue(context.database, request))) return;
  await enqueueAll(context, await findWaiting(context.database.orm, mostWoken));
}
