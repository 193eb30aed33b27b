import { type Role, roleSchema, type Scope } from '@forecourt/sdk/contract';
import { sql } from 'drizzle-orm';
// biome-ignore lint/suspicious/noDeprecatedImports: of primaryKey only another overload is deprecated
import { bigint, check, foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { now, oneOf, time } from './columns.ts';

export const dealerships = pgTable('dealerships', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** Sequence of the last event. Raised in the transaction of the event, so that the order of sequences is the order of commits. */
  eventSequence: bigint('event_sequence', { mode: 'number' }).notNull().default(0),
  createdAt: now('created_at'),
});

export const people = pgTable(
  'people',
  {
    id: uuid('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    passwordHash: text('password_hash').notNull(),
    createdAt: now('created_at'),
  },
  (table) => [uniqueIndex('people_email').on(sql`lower(${table.email})`)],
);

export const memberships = pgTable(
  'memberships',
  {
    dealershipId: uuid('dealership_id')
      .notNull()
      .references(() => dealerships.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    role: text('role').$type<Role>().notNull(),
    createdAt: now('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.personId] }),
    index('memberships_person').on(table.personId),
    check('memberships_role', oneOf('role', roleSchema.options)),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    personId: uuid('person_id').notNull(),
    /** SHA-256 of the token in hexadecimal; the token itself is only in the cookie. */
    tokenHash: text('token_hash').notNull(),
    createdAt: now('created_at'),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    uniqueIndex('sessions_token_hash').on(table.tokenHash),
    index('sessions_expires_at').on(table.expiresAt),
    foreignKey({
      name: 'sessions_membership',
      columns: [table.dealershipId, table.personId],
      foreignColumns: [memberships.dealershipId, memberships.personId],
    }).onDelete('cascade'),
  ],
);

export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    name: text('name').notNull(),
    prefix: text('prefix').notNull(),
    keyHash: text('key_hash').notNull(),
    scopes: text('scopes').array().$type<Scope[]>().notNull(),
    createdBy: uuid('created_by').references(() => people.id, { onDelete: 'set null' }),
    createdAt: now('created_at'),
    lastUsedAt: time('last_used_at'),
    revokedAt: time('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    uniqueIndex('api_keys_key_hash').on(table.keyHash),
    foreignKey({ name: 'api_keys_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);

/** Hashes of one-time codes for the first set-up. Each server that starts before it adds its own; the set-up removes all. */
export const setupCodes = pgTable('setup_codes', {
  codeHash: text('code_hash').primaryKey(),
  createdAt: now('created_at'),
});
