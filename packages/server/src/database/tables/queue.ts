import type { Problem } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, check, foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { now, time } from './columns.ts';
import { dealerships } from './identity.ts';
import { jobs } from './pictures.ts';

/** Whose turn it is, and who stopped it. A dealership without a row was never served and is not paused. */
export const dealershipQueues = pgTable('dealership_queues', {
  dealershipId: uuid('dealership_id')
    .primaryKey()
    .references(() => dealerships.id, { onDelete: 'cascade' }),
  /** Grows with every job that is begun anywhere: the lowest was served the longest ago. */
  turn: bigint('turn', { mode: 'number' }).notNull().default(0),
  /** The same for jobs that wait for a provider. */
  providerTurn: bigint('provider_turn', { mode: 'number' }).notNull().default(0),
  pausedAt: time('paused_at'),
  pausedBy: text('paused_by'),
});

/** One row at most: there while nobody's jobs are begun. Belongs to the installation. */
export const installationPause = pgTable(
  'installation_pause',
  {
    id: text('id').primaryKey().default('all'),
    pausedAt: now('paused_at'),
    pausedBy: text('paused_by').notNull(),
  },
  () => [check('installation_pause_one', sql.raw(`"id" = 'all'`))],
);

/** Tries of jobs that came to no result. One that did stands in its job's row. */
export const jobAttempts = pgTable(
  'job_attempts',
  {
    dealershipId: uuid('dealership_id').notNull(),
    jobId: uuid('job_id').notNull(),
    /** The fence under which it was begun: no two tries of a job have the same. */
    fence: integer('fence').notNull(),
    attempt: integer('attempt').notNull(),
    provider: text('provider'),
    startedAt: time('started_at'),
    endedAt: now('ended_at'),
    problem: jsonb('problem').$type<Problem>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.jobId, table.fence] }),
    foreignKey({
      name: 'job_attempts_job',
      columns: [table.dealershipId, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.id],
    }).onDelete('cascade'),
  ],
);

/** Who works on jobs, by their own account. Belongs to the installation: workers serve all dealerships. */
export const workers = pgTable('workers', {
  id: uuid('id').primaryKey(),
  host: text('host').notNull(),
  processId: integer('process_id').notNull(),
  provider: text('provider').notNull(),
  concurrency: integer('concurrency').notNull(),
  underWay: integer('under_way').notNull().default(0),
  startedAt: now('started_at'),
  seenAt: now('seen_at'),
});
