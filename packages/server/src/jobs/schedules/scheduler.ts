import { ForecourtError } from '@forecourt/errors';
import type { Schedule } from '@forecourt/sdk/contract';
import type { Database } from '../../database/open.ts';
import {
  beginRun,
  endRun,
  keepRun,
  listScheduleRows,
  putSchedule,
  type RunLease,
  readLastRuns,
  type ScheduleRow,
  takeOverRuns,
} from '../../database/schedules.ts';
import { toProblem } from '../../problems/problem.ts';
import { type Logger, silentLogger } from '../logger.ts';
import { type ScheduleClock, systemClock } from './clock.ts';
import { latestDue, nextDue } from './due.ts';
import type { ScheduledTask } from './task.ts';

export interface SchedulerOptions {
  readonly database: Database;
  readonly tasks: readonly ScheduledTask[];
  readonly logger?: Logger | undefined;
  readonly clock?: ScheduleClock | undefined;
  /** A start is busy enough: the first look comes after this. */
  readonly firstLookMs?: number | undefined;
  /** A process that gives no sign of life for so long loses its run to another. */
  readonly leaseMs?: number | undefined;
}

export interface Scheduler extends AsyncDisposable {
  /** The installation's tasks, when they are due next, and how they went. */
  list(): Promise<Schedule[]>;
}

/** New schedules of dealerships and runs of the dead are looked for at least so often. */
const longestWaitMs = 60_000;

/**
 * Runs tasks when they are due: each moment once, however many processes share the database, and after a downtime once for all that
 * was missed. A run whose process died is done again by another.
 */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { database, tasks, logger = silentLogger, clock = systemClock, firstLookMs = 60_000, leaseMs = 60_000 } = options;
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  for (const { name, installation } of tasks) {
    if (installation) await putSchedule(database.orm, { dealershipId: null, task: name, ...installation });
  }

  async function follow(): Promise<void> {
    await clock.wait(firstLookMs, stop.signal);
    while (!stop.signal.aborted) {
      let waitMs = longestWaitMs;
      try {
        waitMs = await look();
      } catch (error) {
        logger.warn({ err: error }, 'what is due could not be looked up');
      }
      await clock.wait(waitMs, stop.signal);
    }
  }

  /** Begins what is due. @returns how long nothing else will be */
  async function look(): Promise<number> {
    const rows = await listScheduleRows(database.orm, [...byName.keys()]);
    for (const lease of await takeOverRuns(
      database.orm,
      rows.map(({ id }) => id),
      { leaseMs },
    )) {
      start(rows, lease);
    }
    const now = clock.now();
    let nextMs = longestWaitMs;
    for (const row of rows) {
      const dueAt = latestDue(row, { after: row.lastDueAt ?? row.createdAt, now });
      const lease = dueAt && (await beginRun(database, row, { dueAt, leaseMs }));
      if (lease) start(rows, lease);
      const next = nextDue(row, now);
      if (next) nextMs = Math.min(nextMs, next.getTime() - now.getTime());
    }
    return Math.max(nextMs, 1);
  }

  function start(rows: readonly ScheduleRow[], lease: RunLease): void {
    const task = byName.get(rows.find(({ id }) => id === lease.scheduleId)?.task ?? '');
    if (!task) return;
    const run = runTask(task, lease).finally(() => running.delete(run));
    running.add(run);
  }

  /** Never rejects. */
  async function runTask(task: ScheduledTask, lease: RunLease): Promise<void> {
    const { dueAt, dealershipId } = lease;
    const beat = () =>
      keepRun(database.orm, lease, { leaseMs }).catch((error: unknown) => {
        logger.debug({ err: error, task: task.name }, 'a run’s lease could not be kept');
      });
    const heartbeat = setInterval(() => void beat(), leaseMs / 3);
    try {
      await task.run({ dueAt, dealershipId, signal: stop.signal });
      await endRun(database.orm, lease, null);
    } catch (error) {
      // Stopped in the middle: whoever is there next does it again, when its lease has run out.
      if (stop.signal.aborted) return;
      logger.warn({ err: error, task: task.name }, 'a task failed; its next moment is its next try');
      await endRun(database.orm, lease, toProblem(ForecourtError.from(error, 'INTERNAL'))).catch((late: unknown) => {
        logger.warn({ err: late, task: task.name }, 'the end of a task could not be written');
      });
    } finally {
      clearInterval(heartbeat);
    }
  }

  const following = follow();
  return {
    async list() {
      const rows = await listScheduleRows(database.orm, [...byName.keys()]);
      const last = await readLastRuns(database.orm);
      return rows.flatMap((row) => {
        const task = byName.get(row.task);
        if (!task || row.dealershipId !== null) return [];
        return [describe(task, row, last.get(row.task), clock.now())];
      });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
      await Promise.all(running);
    },
  };
}

type Run = ReturnType<Awaited<ReturnType<typeof readLastRuns>>['get']>;

function describe({ name, description }: ScheduledTask, row: ScheduleRow, run: Run, now: Date): Schedule {
  return {
    task: name,
    description,
    cron: row.cron,
    timeZone: row.timeZone,
    nextAt: nextDue(row, now)?.toISOString() ?? null,
    last: run
      ? {
          dueAt: run.dueAt.toISOString(),
          state: run.state,
          startedAt: run.startedAt.toISOString(),
          finishedAt: run.finishedAt?.toISOString() ?? null,
          problem: run.problem,
        }
      : null,
  };
}
