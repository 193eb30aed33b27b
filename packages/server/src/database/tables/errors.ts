import { type ErrorState, errorStateSchema, type FailurePlace, failurePlaceSchema } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';
import { jobs } from './pictures.ts';

/** Stands for the installation where an index needs a dealership: no dealership has this id. */
export const noDealership = sql.raw(`'00000000-0000-0000-0000-000000000000'::uuid`);

/** Failures of the same cause. Those without a dealership belong to the installation. */
export const errorGroups = pgTable(
  'error_groups',
  {
    id: uuid('id').primaryKey(),
    dealershipId: uuid('dealership_id').references(() => dealerships.id, { onDelete: 'cascade' }),
    fingerprint: text('fingerprint').notNull(),
    code: text('code').notNull(),
    place: text('place').$type<FailurePlace>().notNull(),
    operation: text('operation'),
    provider: text('provider'),
    message: text('message').notNull(),
    hint: text('hint').notNull(),
    state: text('state').$type<ErrorState>().notNull().default('open'),
    count: bigint('count', { mode: 'number' }).notNull().default(0),
    firstSeenAt: time('first_seen_at').notNull(),
    lastSeenAt: time('last_seen_at').notNull(),
    changedBy: text('changed_by'),
    changedAt: time('changed_at'),
  },
  (table) => [
    uniqueIndex('error_groups_fingerprint').on(sql`coalesce(${table.dealershipId}, ${noDealership})`, table.fingerprint),
    index('error_groups_newest').on(table.dealershipId, table.lastSeenAt, table.id),
    check('error_groups_state', oneOf('state', errorStateSchema.options)),
    check('error_groups_place', oneOf('place', failurePlaceSchema.options)),
  ],
);

/** The group that a row belongs to; it goes with it. */
const ofGroup = () =>
  uuid('group_id')
    .notNull()
    .references(() => errorGroups.id, { onDelete: 'cascade' });
const ofDealership = () => uuid('dealership_id').references(() => dealerships.id, { onDelete: 'cascade' });

/** How many failed in which hour, for the rate. */
export const errorHours = pgTable(
  'error_hours',
  {
    groupId: ofGroup(),
    dealershipId: ofDealership(),
    hour: time('hour').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.groupId, table.hour] }), index('error_hours_by_dealership').on(table.dealershipId, table.hour)],
);

/** The latest failures of each group with all that is known of them. */
export const errorOccurrences = pgTable(
  'error_occurrences',
  {
    id: uuid('id').primaryKey(),
    groupId: ofGroup(),
    dealershipId: ofDealership(),
    at: now('at'),
    message: text('message').notNull(),
    correlationId: text('correlation_id'),
    jobId: uuid('job_id'),
    photoId: uuid('photo_id'),
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index('error_occurrences_of_group').on(table.groupId, table.id)],
);

/** Jobs that failed this way. */
export const errorJobs = pgTable(
  'error_jobs',
  {
    groupId: ofGroup(),
    dealershipId: uuid('dealership_id').notNull(),
    jobId: uuid('job_id').notNull(),
    photoId: uuid('photo_id').notNull(),
    at: time('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.jobId] }),
    index('error_jobs_by_job').on(table.dealershipId, table.photoId, table.jobId),
    foreignKey({
      name: 'error_jobs_job',
      columns: [table.dealershipId, table.photoId, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.photoId, jobs.id],
    }).onDelete('cascade'),
  ],
);
