import type { Problem } from '@forecourt/sdk/contract';
import { and, eq, isNull, lt, or, sql } from './drizzle.ts';
import { keepAttempt } from './job-attempts.ts';
import { endedTry } from './job-leases.ts';
import { atRest, holds, is, type JobLease, type JobName, later, millisecondsUntil, showOnPhotos, tellJobs } from './job-rows.ts';
import type { Database, ForecourtOrm } from './open.ts';
import { dealershipQueues, installationPause, jobs } from './schema.ts';
import type { JobLane } from './tables/pictures.ts';

/** A lease that ran out; with `all`, any: for a database that only this process can have open. */
const isAbandoned = (all: boolean) =>
  and(eq(jobs.state, 'working'), all ? undefined : or(isNull(jobs.leaseUntil), lt(jobs.leaseUntil, sql`now()`)));

/** Jobs whose worker gave no sign of life. */
export function findAbandoned(
  orm: ForecourtOrm,
  { all, lane = 'machine' }: { readonly all: boolean; readonly lane?: JobLane | undefined },
): Promise<(JobLease & Pick<typeof jobs.$inferSelect, 'attempts' | 'operation'>)[]> {
  const { dealershipId, id: jobId, fence, photoId, attempts, operation } = jobs;
  return orm
    .select({ dealershipId, jobId, fence, photoId, attempts, operation })
    .from(jobs)
    .where(and(isAbandoned(all), eq(jobs.lane, lane)))
    .limit(1000);
}

/** Takes a job back from a worker that gave no sign of life: for another try, or for good. @returns whether it was still abandoned. */
export function takeBack(
  database: Database,
  lease: JobLease,
  { all, problem, retryInMs }: { readonly all: boolean; readonly problem: Problem; readonly retryInMs: number | undefined },
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const isOver = retryInMs === undefined;
    const state = isOver ? 'failed' : 'waiting';
    const [taken] = await tx
      .update(jobs)
      .set({
        ...atRest,
        state,
        problem,
        nextTryAt: isOver || retryInMs === 0 ? null : later(retryInMs),
        finishedAt: isOver ? sql`now()` : null,
      })
      .where(and(holds(lease), isAbandoned(all)))
      .returning(endedTry);
    if (!taken) return false;
    await keepAttempt(tx, { ...lease, ...taken }, problem);
    await showOnPhotos(tx, [lease], state);
    await tellJobs(tx, [lease]);
    return true;
  });
}

/** What nobody has paused. */
const mayBegin = sql`not exists (select from ${installationPause}) and not exists (
  select from ${dealershipQueues} as queue where queue.dealership_id = ${jobs.dealershipId} and queue.paused_at is not null)`;
const waits = (lane: JobLane) => and(eq(jobs.state, 'waiting'), eq(jobs.lane, lane), mayBegin);

/** What waits for its turn and is not paused, first come first. */
export async function findWaiting(
  orm: ForecourtOrm,
  limit: number,
  lane: JobLane = 'machine',
): Promise<(JobName & { priority: number; delayMs: number })[]> {
  const rows = await orm
    .select({ dealershipId: jobs.dealershipId, jobId: jobs.id, priority: jobs.priority, delayMs: millisecondsUntil(jobs.nextTryAt) })
    .from(jobs)
    .where(waits(lane))
    .orderBy(sql`${jobs.nextTryAt} asc nulls first`, jobs.id)
    .limit(limit);
  return rows.map((row) => ({ ...row, delayMs: Math.max(0, row.delayMs ?? 0) }));
}

/** A few that could begin at once. */
export async function findReady(orm: ForecourtOrm, limit: number, lane: JobLane = 'machine'): Promise<JobName[]> {
  if (limit <= 0) return [];
  return await orm
    .select({ dealershipId: jobs.dealershipId, jobId: jobs.id })
    .from(jobs)
    .where(and(waits(lane), isNull(jobs.nextTryAt)))
    .limit(limit);
}

export async function countWaiting(orm: ForecourtOrm, lane: JobLane = 'machine'): Promise<number> {
  return orm.$count(jobs, waits(lane));
}

/** How a job stands, for one who has just been at it. */
export async function readJobState(
  orm: ForecourtOrm,
  name: JobName,
): Promise<{ state: typeof jobs.$inferSelect.state; priority: number; delayMs: number; mayBegin: boolean } | undefined> {
  const [found] = await orm
    .select({
      state: jobs.state,
      priority: jobs.priority,
      delayMs: millisecondsUntil(jobs.nextTryAt),
      mayBegin: sql<boolean>`${mayBegin}`,
    })
    .from(jobs)
    .where(is(name));
  return found && { ...found, delayMs: Math.max(0, found.delayMs ?? 0) };
}
