import { type UsageOutcome, usageOutcomeSchema } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, boolean, check, date, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { now, oneOf } from './columns.ts';
import { dealerships } from './identity.ts';

const money = (name: string) => bigint(name, { mode: 'number' });

/** One try of one call of a provider. Money is in millionths of a dollar, whole: sums have no rounding. */
export const usage = pgTable(
  'usage',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    provider: text('provider').notNull(),
    operation: text('operation').notNull(),
    model: text('model').notNull().default(''),
    outcome: text('outcome').$type<UsageOutcome>().notNull().default('done'),
    code: text('code'),
    isHedge: boolean('is_hedge').notNull().default(false),
    durationMs: integer('duration_ms').notNull().default(0),
    estimateMicrodollars: money('estimate_microdollars').notNull().default(0),
    costMicrodollars: money('cost_microdollars').notNull(),
    /** `person:…` and `key:…` with an id, `named:…` with the name of somebody of a host application, or `system`. */
    actor: text('actor').notNull().default('system'),
    /** Without foreign keys: what was paid for stays counted when the photo or the picture is gone. */
    jobId: uuid('job_id'),
    generationId: uuid('generation_id'),
    correlationId: text('correlation_id'),
    at: now('at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('usage_at').on(table.dealershipId, table.at, table.id),
    index('usage_of_job').on(table.dealershipId, table.jobId).where(sql.raw('"job_id" is not null')),
    index('usage_of_generation').on(table.dealershipId, table.generationId).where(sql.raw('"generation_id" is not null')),
    check('usage_outcome', oneOf('outcome', usageOutcomeSchema.options)),
    check('usage_amounts', sql.raw('"duration_ms" >= 0 and "cost_microdollars" >= 0 and "estimate_microdollars" >= 0')),
    foreignKey({ name: 'usage_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);

/** The calls of a day (UTC), added up as they come in: a year is read in as many rows as it has days. */
export const usageDays = pgTable(
  'usage_days',
  {
    dealershipId: uuid('dealership_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    provider: text('provider').notNull(),
    operation: text('operation').notNull(),
    model: text('model').notNull(),
    actor: text('actor').notNull().default('system'),
    calls: integer('calls').notNull(),
    done: integer('done').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    cancelled: integer('cancelled').notNull().default(0),
    cached: integer('cached').notNull().default(0),
    estimateMicrodollars: money('estimate_microdollars').notNull().default(0),
    costMicrodollars: money('cost_microdollars').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.day, table.provider, table.operation, table.model, table.actor] }),
    foreignKey({ name: 'usage_days_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);

/**
 * What a dealership may spend, and has spent and reserved in its present day and month (UTC). One row, so that both are asked and changed
 * under one lock. Sums of former days stand in the ledger.
 */
export const budgets = pgTable(
  'budgets',
  {
    dealershipId: uuid('dealership_id')
      .primaryKey()
      .references(() => dealerships.id, { onDelete: 'cascade' }),
    dayLimit: money('day_limit'),
    dayAlerts: jsonb('day_alerts').$type<number[]>().notNull().default([]),
    day: date('day', { mode: 'string' }).notNull(),
    daySpent: money('day_spent').notNull().default(0),
    dayReserved: money('day_reserved').notNull().default(0),
    /** The largest share in percent that people were told of. */
    dayAlerted: integer('day_alerted').notNull().default(0),
    monthLimit: money('month_limit'),
    monthAlerts: jsonb('month_alerts').$type<number[]>().notNull().default([]),
    month: date('month', { mode: 'string' }).notNull(),
    monthSpent: money('month_spent').notNull().default(0),
    monthReserved: money('month_reserved').notNull().default(0),
    monthAlerted: integer('month_alerted').notNull().default(0),
  },
  () => [
    check(
      'budgets_amounts',
      sql.raw(
        '"day_spent" >= 0 and "day_reserved" >= 0 and "month_spent" >= 0 and "month_reserved" >= 0 and "day_limit" >= 0 and "month_limit" >= 0',
      ),
    ),
  ],
);

/** What calls under way can cost at most. One that nobody settles stays, and counts, in the day and month in which it was made. */
export const budgetReservations = pgTable(
  'budget_reservations',
  {
    dealershipId: uuid('dealership_id').notNull(),
    id: uuid('id').notNull(),
    mostMicrodollars: money('most_microdollars').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    month: date('month', { mode: 'string' }).notNull(),
    at: now('at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    check('budget_reservations_amount', sql.raw('"most_microdollars" >= 0')),
    foreignKey({ name: 'budget_reservations_budget', columns: [table.dealershipId], foreignColumns: [budgets.dealershipId] }).onDelete(
      'cascade',
    ),
  ],
);
