import { ForecourtError } from '@forecourt/errors';
import { countWaiting, findAbandoned, findReady, findWaiting, takeBack } from '../database/job-sweep.ts';
import type { Database } from '../database/open.ts';
import type { JobLane } from '../database/tables/pictures.ts';
import { toProblem } from '../problems/problem.ts';
import type { Queue } from './queue.ts';
import { nextTryAfterCrashInMs } from './retries.ts';
import type { JobWatcher } from './watcher.ts';

export interface SweepOptions {
  readonly database: Database;
  readonly queue: Queue;
  /** Whose jobs. */
  readonly lane?: JobLane | undefined;
  /** Takes every job back that is said to be under way: for the start of a process that has the database to itself. */
  readonly all?: boolean | undefined;
  /** Places for jobs that the caller has free just now. */
  readonly free?: number | undefined;
  readonly random?: (() => number) | undefined;
  /** Told of jobs that are given up. */
  readonly watcher?: JobWatcher | undefined;
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
  lane = 'machine',
  all = false,
  free = 0,
  random = Math.random,
  watcher,
}: SweepOptions): Promise<{ takenBack: number; added: number }> {
  let takenBack = 0;
  for (const { attempts, operation, ...lease } of await findAbandoned(database.orm, { all, lane })) {
    const retryInMs = nextTryAfterCrashInMs(attempts, random);
    const text = `The worker stopped while it worked on this ${lane === 'machine' ? 'photo' : 'call'}${retryInMs === undefined ? `, ${attempts} times` : ''}.`;
    const error = new ForecourtError('ENGINE_CRASHED', text);
    if (!(await takeBack(database, lease, { all, retryInMs, problem: toProblem(error) }))) continue;
    takenBack++;
    if (retryInMs === undefined) {
      watcher?.failed({ ...lease, operation, provider: null, attempts, correlationId: null, error });
    }
  }
  // Adding what is there already changes nothing, but costs a look at every job.
  const isMissing = (await queue.depth()) < (await countWaiting(database.orm, lane));
  // A message wakes for any job, so one may be used up while another job waits: who has nothing to do looks for it.
  const waiting = isMissing ? await findWaiting(database.orm, mostAtOnce, lane) : await findReady(database.orm, free, lane);
  if (waiting.length > 0) await queue.addAll(waiting);
  return { takenBack, added: waiting.length };
}
