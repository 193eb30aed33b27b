import { sql } from '../drizzle.ts';
import {
  check,
  foreignKey,
  index,
  pgTable,
  // biome-ignore lint/suspicious/noDeprecatedImports: only another overload of it is deprecated
  primaryKey,
  text,
  unique,
  uuid,
} from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';

export const hostStates = ['enrolling', 'online', 'draining', 'offline', 'revoked'] as const;

/** Machines that work for a dealership. One is revoked rather than removed, so that its history stays. */
export const hosts = pgTable(
  'hosts',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    name: text('name').notNull(),
    platform: text('platform'),
    agentVersion: text('agent_version'),
    state: text('state', { enum: hostStates }).notNull().default('enrolling'),
    lastSeenAt: time('last_seen_at'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    unique('hosts_name').on(table.dealershipId, table.name),
    index('hosts_last_seen').on(table.lastSeenAt).where(sql.raw(`"state" in ('online', 'draining')`)),
    check('hosts_state', oneOf('state', hostStates)),
    foreignKey({ name: 'hosts_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);
