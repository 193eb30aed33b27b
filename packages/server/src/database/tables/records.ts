import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { now } from './columns.ts';
import { dealerships } from './identity.ts';

export const events = pgTable(
  'events',
  {
    dealershipId: uuid('dealership_id')
      .notNull()
      .references(() => dealerships.id, { onDelete: 'cascade' }),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    at: now('at'),
  },
  (table) => [primaryKey({ columns: [table.dealershipId, table.sequence] }), index('events_at').on(table.at)],
);

/** Answers that are given again when a request comes again with the same key; a row without a status is still under way. */
export const idempotency = pgTable(
  'idempotency',
  {
    dealershipId: uuid('dealership_id')
      .notNull()
      .references(() => dealerships.id, { onDelete: 'cascade' }),
    principal: text('principal').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status'),
    headers: jsonb('headers').$type<Record<string, string>>(),
    body: text('body'),
    createdAt: now('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.principal, table.key] }),
    index('idempotency_created_at').on(table.createdAt),
  ],
);
