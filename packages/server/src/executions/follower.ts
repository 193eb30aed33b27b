import { ForecourtError } from '@forecourt/errors';
import { claimExecution, endAbandoned, readWaitingHosts, releaseExecution } from '../database/execution-steps.ts';
import type { ExecutionRow } from '../database/executions.ts';
import { toProblem } from '../problems/problem.ts';
import { type FollowParts, followExecution } from './follow.ts';

/** Follows runs to their end, as many of a host at once as it has slots. */
export interface Follower extends AsyncDisposable {
  /** There may be something to do for a host. */
  work(dealershipId: string, hostId: string): void;
  /** Somebody wants the end of a run, in whichever process it is followed. */
  cancel(executionId: string): Promise<void>;
  /** Takes up what nobody follows. */
  sweep(): Promise<void>;
}

/** Says the id of a run that somebody wants to end. */
const cancelChannel = 'forecourt_execution_cancelled';
const sweptHosts = 200;

export async function createFollower(parts: FollowParts): Promise<Follower> {
  const { database, logger, leaseMs } = parts;
  const followed = new Map<string, { readonly row: ExecutionRow; readonly cancelled: AbortController }>();
  const working = new Map<string, Promise<void>>();
  let isStopping = false;
  const listening = await database.listen(cancelChannel, (id) => followed.get(id)?.cancelled.abort());

  function work(dealershipId: string, hostId: string): void {
    const before = working.get(hostId) ?? Promise.resolve();
    const turn = before
      .then(() => takeAll(dealershipId, hostId))
      .catch((error: unknown) => {
        if (!isStopping) logger.warn({ err: error, hostId }, 'runs of a host could not be taken up; they are later');
      })
      .finally(() => {
        if (working.get(hostId) === turn) working.delete(hostId);
      });
    working.set(hostId, turn);
  }

  async function takeAll(dealershipId: string, hostId: string): Promise<void> {
    while (!isStopping) {
      const row = await database.transaction((tx) => claimExecution(tx, { dealershipId, hostId, leaseMs }));
      if (row === null) return;
      void follow(row);
    }
  }

  async function follow(row: ExecutionRow): Promise<void> {
    const cancelled = new AbortController();
    followed.set(row.id, { row, cancelled });
    try {
      await followExecution(row, parts, { cancelled, isStopping: () => isStopping });
    } catch (error) {
      // Its end could not be written down: whoever takes it up when the lease is over finds the job done and writes it then.
      if (!isStopping) logger.warn({ err: error, executionId: row.id }, 'a run could not be followed to its end');
    } finally {
      followed.delete(row.id);
      if (!isStopping) work(row.dealershipId, row.hostId);
    }
  }

  async function sweep(): Promise<void> {
    const gone = new ForecourtError('ABORTED', 'The platform ended while it followed this run.', {
      hint: 'The job of the photo goes on by itself, with a run of its own.',
    });
    await endAbandoned(database, toProblem(gone));
    for (const { dealershipId, hostId } of await readWaitingHosts(database.orm, sweptHosts)) work(dealershipId, hostId);
  }

  function sweepQuietly(): void {
    sweep().catch((error: unknown) => {
      if (!isStopping) logger.warn({ err: error }, 'runs that nobody follows could not be looked for');
    });
  }
  const timer = setInterval(sweepQuietly, leaseMs);
  timer.unref();
  sweepQuietly();

  return {
    work,
    cancel: (executionId) => database.notify(cancelChannel, executionId),
    sweep,
    async [Symbol.asyncDispose]() {
      isStopping = true;
      clearInterval(timer);
      await listening[Symbol.asyncDispose]();
      await Promise.allSettled(working.values());
      // For the next process at once, which need not wait until the lease is over.
      await Promise.allSettled([...followed.values()].map(({ row }) => releaseExecution(database.orm, row)));
    },
  };
}
