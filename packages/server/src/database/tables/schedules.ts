import type { Problem } from '@forecourt/sdk/contract';
import { check, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';

export const runStates = ['running', 'done', 'failed'] as const;

/** When a task runs by the clock: of one dealership, or, without one, of the installation. */
export const schedules = pgTable(
  'schedules',
  {
    id: uuid('id').primaryKey(),
    dealershipId: uuid('dealership_id').references(() => dealerships.id, { onDelete: 'cascade' }),
    task: text('task').notNull(),
    cron: text('cron').notNull(),
    timeZone: text('time_zone').notNull(),
    createdAt: now('created_at'),
    /** The latest moment for which a run was begun; what was due before it is not made up for. */
    lastDueAt: time('last_due_at'),
  },
  (table) => [unique('schedules_one_of_task').on(table.dealershipId, table.task).nullsNotDistinct()],
);

/** One row for each moment at which a task was due and somebody began it: the key lets nobody begin it twice. */
export const scheduleRuns = pgTable(
  'schedule_runs',
  {
    scheduleId: uuid('schedule_id')
      .notNull()
      .references(() => schedules.id, { onDelete: 'cascade' }),
    dueAt: time('due_at').notNull(),
    dealershipId: uuid('dealership_id').references(() => dealerships.id, { onDelete: 'cascade' }),
    state: text('state', { enum: runStates }).notNull().default('running'),
    /** Raised whenever somebody begins it; who holds an older one has nothing to say. */
    fence: integer('fence').notNull().default(1),
    leaseUntil: time('lease_until'),
    startedAt: now('started_at'),
    finishedAt: time('finished_at'),
    problem: jsonb('problem').$type<Problem>(),
  },
  (table) => [primaryKey({ columns: [table.scheduleId, table.dueAt] }), check('schedule_runs_state', oneOf('state', runStates))],
);
