import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { eq, sql } from '../../database/drizzle.ts';
import type { Database } from '../../database/open.ts';
import { putSchedule } from '../../database/schedules.ts';
import { scheduleRuns, schedules } from '../../database/schema.ts';
import { onBothColumns } from '../../testing/columns.ts';
import { sampleDealership } from '../../testing/samples.ts';
import type { ScheduleClock } from './clock.ts';
import { type SchedulerOptions, startScheduler } from './scheduler.ts';
import type { ScheduledTask, TaskContext } from './task.ts';

const patience = { timeout: 20_000, interval: 5 };

/** Time that a test sets; whoever waits looks again whenever it is set. */
function handClock(start: string): ScheduleClock & { set(text: string): void } {
  let now = new Date(start);
  const sleepers = new Set<() => void>();
  return {
    now: () => now,
    wait: (_milliseconds, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        if (signal.aborted) return resolve();
        signal.addEventListener('abort', wake, { once: true });
        sleepers.add(wake);
      }),
    set(text) {
      now = new Date(text);
      for (const wake of [...sleepers]) wake();
    },
  };
}

onBothColumns('schedules', (column) => {
  let database: Database;
  let seen: TaskContext[];
  beforeAll(async () => {
    database = await column.open();
  });
  beforeEach(async () => {
    await database.orm.delete(schedules);
    seen = [];
  });
  afterAll(() => database.close());

  const task = (change: Partial<ScheduledTask> = {}): ScheduledTask => ({
    name: 'sweep-the-yard',
    description: 'Sweeps the yard.',
    installation: { cron: '0 * * * *', timeZone: 'UTC' },
    run: async (context) => void seen.push(context),
    ...change,
  });
  const start = (clock: ScheduleClock, change: Partial<SchedulerOptions> = {}) =>
    startScheduler({ database, clock, tasks: [task()], ...change });
  const dues = () => seen.map(({ dueAt }) => dueAt.toISOString());
  /** Sets the clock again and again, since who was not waiting yet has not heard it. */
  const reach = async (clock: ReturnType<typeof handClock>, text: string, count: number) => {
    await vi.waitFor(() => {
      clock.set(text);
      expect(seen.length).toBe(count);
    }, patience);
  };
  const madeAt = (text: string) => database.orm.update(schedules).set({ createdAt: new Date(text) });

  it('run at each moment once, in whichever of several processes', async () => {
    const clocks = [1, 2, 3].map(() => handClock('2026-05-01T10:30:00Z'));
    const schedulers = await Promise.all(clocks.map((clock) => start(clock)));
    await madeAt('2026-05-01T10:30:00Z');
    for (const [turn, text] of ['2026-05-01T11:00:00Z', '2026-05-01T12:00:01Z'].entries()) {
      await vi.waitFor(async () => {
        for (const clock of clocks) clock.set(text);
        expect(await database.orm.$count(scheduleRuns, eq(scheduleRuns.state, 'done'))).toBe(turn + 1);
      }, patience);
    }
    expect(dues()).toEqual(['2026-05-01T11:00:00.000Z', '2026-05-01T12:00:00.000Z']);
    for (const scheduler of schedulers) await scheduler[Symbol.asyncDispose]();
  });

  it('run once for all that was missed while nobody was there', async () => {
    const before = handClock('2026-05-01T10:30:00Z');
    await using first = await start(before);
    await madeAt('2026-05-01T10:30:00Z');
    await reach(before, '2026-05-01T11:00:00Z', 1);
    await first[Symbol.asyncDispose]();
    const after = handClock('2026-05-03T09:15:00Z');
    await using _ = await start(after);
    await reach(after, '2026-05-03T09:15:00Z', 2);
    expect(dues()[1]).toBe('2026-05-03T09:00:00.000Z');
  });

  it('keep why a run failed, and try the next moment', async () => {
    const clock = handClock('2026-05-01T10:30:00Z');
    const run = vi.fn<ScheduledTask['run']>(async () => {
      throw new TypeError('no broom');
    });
    await using scheduler = await start(clock, { tasks: [task({ run })] });
    await madeAt('2026-05-01T10:30:00Z');
    await vi.waitFor(async () => {
      clock.set('2026-05-01T11:00:00Z');
      expect((await scheduler.list())[0]?.last).toMatchObject({ state: 'failed', problem: { code: 'INTERNAL' } });
    }, patience);
    expect((await scheduler.list())[0]).toMatchObject({ task: 'sweep-the-yard', nextAt: '2026-05-01T12:00:00.000Z' });
    await vi.waitFor(() => {
      clock.set('2026-05-01T12:00:00Z');
      expect(run).toHaveBeenCalledTimes(2);
    }, patience);
  });

  it('are done again by another process when the one that began died', async () => {
    const clock = handClock('2026-05-01T10:30:00Z');
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const hanging = task({
      async run({ signal }) {
        resolve();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    const dying = await start(clock, { tasks: [hanging] });
    await madeAt('2026-05-01T10:30:00Z');
    await vi.waitFor(async () => {
      clock.set('2026-05-01T11:00:00Z');
      expect(await database.orm.$count(scheduleRuns)).toBe(1);
    }, patience);
    await begun;
    await dying[Symbol.asyncDispose]();
    await database.orm.update(scheduleRuns).set({ leaseUntil: sql`now() - interval '1 second'` });
    const other = handClock('2026-05-01T11:05:00Z');
    await using _ = await start(other);
    await reach(other, '2026-05-01T11:05:00Z', 1);
    expect(dues()).toEqual(['2026-05-01T11:00:00.000Z']);
  });

  it('of a dealership run at its own time in its own zone', async () => {
    const dealershipId = await sampleDealership(database);
    await putSchedule(database.orm, { dealershipId, task: 'digest', cron: '0 8 * * *', timeZone: 'Europe/Berlin' });
    await madeAt('2026-05-01T00:00:00Z');
    const clock = handClock('2026-05-01T05:59:00Z');
    await using scheduler = await start(clock, { tasks: [task({ name: 'digest', installation: null })] });
    await reach(clock, '2026-05-01T06:00:00Z', 1);
    expect(seen[0]).toMatchObject({ dealershipId, dueAt: new Date('2026-05-01T06:00:00Z') });
    expect(await scheduler.list()).toEqual([]);
  });
});
