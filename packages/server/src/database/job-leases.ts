import type { Problem } from '@forecourt/sdk/contract';
import { sql } from './drizzle.ts';
import { keepAttempt } from './job-attempts.ts';
import { atRest, holds, type JobLease, later, showOnPhotos, tellJobs } from './job-rows.ts';
import type { Database, ForecourtOrm } from './open.ts';
import { jobs } from './schema.ts';

/** Says that the worker lives, and how far it is. @returns whether the job is still its own. */
export async function keepLease(
  orm: ForecourtOrm,
  lease: JobLease,
  { leaseMs, stage, share }: { readonly leaseMs: number; readonly stage?: string | undefined; readonly share?: number | undefined },
): Promise<boolean> {
  const kept = await orm
    .update(jobs)
    .set({ leaseUntil: later(leaseMs), ...(stage !== undefined && { progressStage: stage, progressShare: share ?? null }) })
    .where(holds(lease))
    .returning({ id: jobs.id });
  return kept.length > 0;
}

const notCounted = sql`greatest(${jobs.attempts} - 1, 0)`;

/** What is kept of a try that ends. */
export const endedTry = { attempts: jobs.attempts, provider: jobs.provider, startedAt: jobs.startedAt };

export interface FailedTry {
  readonly problem: Problem;
  /** Undefined for good. */
  readonly retryInMs: number | undefined;
  /** Whether it was tried at all: where nobody was there to do it, it was not. */
  readonly isTried?: boolean | undefined;
}

/** Ends a try that failed: for good, or with another one to come. @returns whether the job was still the caller's to end. */
export function failJob(database: Database, lease: JobLease, { problem, retryInMs, isTried = true }: FailedTry): Promise<boolean> {
  return database.transaction(async (tx) => {
    const isOver = retryInMs === undefined;
    const [ended] = await tx
      .update(jobs)
      .set({
        ...atRest,
        state: isOver ? 'failed' : 'waiting',
        problem,
        finishedAt: isOver ? sql`now()` : null,
        nextTryAt: isOver ? null : later(retryInMs),
        ...(!isTried && { attempts: notCounted }),
      })
      .where(holds(lease))
      .returning(endedTry);
    if (!ended) return false;
    if (isTried) await keepAttempt(tx, { ...lease, ...ended }, problem);
    await showOnPhotos(tx, [lease], isOver ? 'failed' : 'waiting');
    await tellJobs(tx, [lease]);
    return true;
  });
}

/** Gives a job back untouched: its worker has to stop. The try does not count. */
export function releaseJob(database: Database, lease: JobLease): Promise<boolean> {
  return database.transaction(async (tx) => {
    const released = await tx
      .update(jobs)
      .set({ ...atRest, state: 'waiting', attempts: notCounted, nextTryAt: null })
      .where(holds(lease))
      .returning({ id: jobs.id });
    if (released.length === 0) return false;
    await showOnPhotos(tx, [lease], 'waiting');
    await tellJobs(tx, [lease]);
    return true;
  });
}
