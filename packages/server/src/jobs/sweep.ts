import { ForecourtError } from '@forecourt/errors';
import { countWaiting, findAbandoned, findWaiting, takeBack } from '../database/job-sweep.ts';
import type { Database } from '../database/open.ts';
import { toProblem } from '../problems/problem.ts';
import type { Queue } from './queue.ts';
import { nextTryAfterCrashInMs } from './retries.ts';

export interface SweepOptions {
  readonly database: Database;
  readonly queue: Queue;
  /** Takes every job back that is said to be under way: for the start of a process that has the database to itself. */
  readonly all?: boolean | undefined;
  readonly random?: (() => number) | undefined;
}

/** As many as are looked at in one sweep; the next takes the rest. */
const mostAtOnce = 5000;

/**
 * Mends what killed processes left: jobs of dead workers wait for their turn again, and jobs that wait without a message in the queue
 * get one. Any number of processes may sweep at the same time.
 *
 * @throws DATABASE_UNAVAILABLE, QUEUE_UNAVAILABLE
 */
export async function sweep({
  database,
  queue,
  all = false,
  random = Math.random,
}: SweepOptions): Promise<{ takenBack: number; added: number }> {
  let takenBack = 0;
  for (const { attempts, ...lease } of await findAbandoned(database.orm, { all })) {
    const retryInMs = nextTryAfterCrashInMs(attempts, random);
    const text = `The worker stopped while it worked on this photo${retryInMs === undefined ? `, ${attempts} times` : ''}.`;
    if (await takeBack(database, lease, { all, retryInMs, problem: toProblem(new ForecourtError('ENGINE_CRASHED', text)) })) takenBack++;
  }
  // Adding what is there already changes nothing, but asks the queue once for every job.
  if ((await queue.depth()) >= (await countWaiting(database.orm))) return { takenBack, added: 0 };
  const waiting = await findWaiting(database.orm, mostAtOnce);
  for (const { dealershipId, jobId, priority, delayMs } of waiting) await queue.add({ dealershipId, jobId }, { priority, delayMs });
  return { takenBack, added: waiting.length };
}
