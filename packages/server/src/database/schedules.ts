import type { Problem } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { and, desc, eq, gt, inArray, isNull, lt, sql } from './drizzle.ts';
import { later } from './job-rows.ts';
import type { Database, ForecourtOrm, Transaction } from './open.ts';
import { scheduleRuns, schedules } from './schema.ts';

export type ScheduleRow = typeof schedules.$inferSelect;
export type ScheduleRunRow = typeof scheduleRuns.$inferSelect;

export interface NewSchedule {
  /** Null for a task of the installation. */
  readonly dealershipId: string | null;
  readonly task: string;
  readonly cron: string;
  readonly timeZone: string;
}

/** Sets when a task runs. One that is there keeps what it has run already. */
export async function putSchedule(tx: ForecourtOrm, schedule: NewSchedule): Promise<void> {
  const { cron, timeZone } = schedule;
  await tx
    .insert(schedules)
    .values({ id: newId(), ...schedule })
    .onConflictDoUpdate({ target: [schedules.dealershipId, schedules.task], set: { cron, timeZone } });
}

/** Schedules of these tasks, of the installation and of all dealerships. */
export function listScheduleRows(orm: ForecourtOrm, tasks: readonly string[]): Promise<ScheduleRow[]> {
  return orm
    .select()
    .from(schedules)
    .where(inArray(schedules.task, [...tasks]))
    .orderBy(schedules.task, schedules.id);
}

/** The right to do one run: only who holds the newest fence may say how it went. */
export interface RunLease {
  readonly scheduleId: string;
  readonly dealershipId: string | null;
  readonly dueAt: Date;
  readonly fence: number;
}

/** Runs are kept for so long, to be looked at. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Begins the run of a moment, unless somebody did, or the run of an earlier moment is still under way.
 *
 * @returns undefined if it is not the caller's to do
 */
export function beginRun(
  database: Database,
  schedule: Pick<ScheduleRow, 'id' | 'dealershipId'>,
  { dueAt, leaseMs }: { readonly dueAt: Date; readonly leaseMs: number },
): Promise<RunLease | undefined> {
  const { id: scheduleId, dealershipId } = schedule;
  return database.transaction(async (tx) => {
    const isFree = await lockSchedule(tx, scheduleId);
    if (!isFree) return undefined;
    const [begun] = await tx
      .insert(scheduleRuns)
      .values({ scheduleId, dealershipId, dueAt, leaseUntil: later(leaseMs) })
      .onConflictDoNothing()
      .returning({ fence: scheduleRuns.fence });
    if (!begun) return undefined;
    await tx
      .update(schedules)
      .set({ lastDueAt: sql`greatest(${schedules.lastDueAt}, ${dueAt.toISOString()}::timestamptz)` })
      .where(eq(schedules.id, scheduleId));
    await tx
      .delete(scheduleRuns)
      .where(and(eq(scheduleRuns.scheduleId, scheduleId), lt(scheduleRuns.dueAt, new Date(dueAt.getTime() - keptMs))));
    return { scheduleId, dealershipId, dueAt, fence: begun.fence };
  });
}

/** Processes that find a task due at once ask one after the other. @returns whether no run of it is under way */
async function lockSchedule(tx: Transaction, scheduleId: string): Promise<boolean> {
  await tx.select({ id: schedules.id }).from(schedules).where(eq(schedules.id, scheduleId)).for('update');
  const running = and(eq(scheduleRuns.scheduleId, scheduleId), eq(scheduleRuns.state, 'running'), gt(scheduleRuns.leaseUntil, sql`now()`));
  return (await tx.$count(scheduleRuns, running)) === 0;
}

/** Takes over runs whose process gave no sign of life. */
export async function takeOverRuns(
  orm: ForecourtOrm,
  scheduleIds: readonly string[],
  { leaseMs }: { readonly leaseMs: number },
): Promise<RunLease[]> {
  if (scheduleIds.length === 0) return [];
  return await orm
    .update(scheduleRuns)
    .set({ fence: sql`${scheduleRuns.fence} + 1`, leaseUntil: later(leaseMs), startedAt: sql`now()` })
    .where(
      and(inArray(scheduleRuns.scheduleId, [...scheduleIds]), eq(scheduleRuns.state, 'running'), lt(scheduleRuns.leaseUntil, sql`now()`)),
    )
    .returning({
      scheduleId: scheduleRuns.scheduleId,
      dealershipId: scheduleRuns.dealershipId,
      dueAt: scheduleRuns.dueAt,
      fence: scheduleRuns.fence,
    });
}

const holds = ({ scheduleId, dueAt, fence }: RunLease) =>
  and(
    eq(scheduleRuns.scheduleId, scheduleId),
    eq(scheduleRuns.dueAt, dueAt),
    eq(scheduleRuns.fence, fence),
    eq(scheduleRuns.state, 'running'),
  );

/** Says that the process lives. */
export async function keepRun(orm: ForecourtOrm, lease: RunLease, { leaseMs }: { readonly leaseMs: number }): Promise<void> {
  await orm
    .update(scheduleRuns)
    .set({ leaseUntil: later(leaseMs) })
    .where(holds(lease));
}

export async function endRun(orm: ForecourtOrm, lease: RunLease, problem: Problem | null): Promise<void> {
  await orm
    .update(scheduleRuns)
    .set({ state: problem === null ? 'done' : 'failed', problem, leaseUntil: null, finishedAt: sql`now()` })
    .where(holds(lease));
}

/** The latest run of each task of the installation, by its name. */
export async function readLastRuns(orm: ForecourtOrm): Promise<ReadonlyMap<string, ScheduleRunRow>> {
  const rows = await orm
    .selectDistinctOn([schedules.task], { task: schedules.task, run: scheduleRuns })
    .from(schedules)
    .innerJoin(scheduleRuns, eq(scheduleRuns.scheduleId, schedules.id))
    .where(isNull(schedules.dealershipId))
    .orderBy(schedules.task, desc(scheduleRuns.dueAt));
  return new Map(rows.map(({ task, run }) => [task, run]));
}
