import { sql } from '../drizzle.ts';
import { boolean, check, index, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { now, time } from './columns.ts';
import { dealerships } from './identity.ts';

/** One row that gives this installation a name of its own: what is sealed for it opens in no other. */
export const installation = pgTable(
  'installation',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    id: uuid('id').notNull(),
    createdAt: now('created_at'),
  },
  () => [check('installation_is_only', sql.raw('"is_only"'))],
);

/** Names of keys that something was sealed or signed with, of all dealerships; the keys themselves are in the key ring. */
export const secretKeys = pgTable('secret_keys', {
  id: text('id').primaryKey(),
  /** Derived from the key, one way: tells another key of the same name apart. */
  fingerprint: text('fingerprint').notNull(),
  createdAt: now('created_at'),
});

/** Secrets that have to be read again, sealed: each by a key of its own, which is wrapped by a key of the ring. */
export const secrets = pgTable(
  'secrets',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id')
      .notNull()
      .references(() => dealerships.id, { onDelete: 'cascade' }),
    purpose: text('purpose').notNull(),
    keyId: text('key_id')
      .notNull()
      .references(() => secretKeys.id),
    wrappedKey: text('wrapped_key').notNull(),
    ciphertext: text('ciphertext').notNull(),
    /** To recognise it by; empty where four would be too much of it. */
    lastFour: text('last_four').notNull(),
    createdAt: now('created_at'),
    lastUsedAt: time('last_used_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('secrets_by_key').on(table.keyId, table.dealershipId, table.id),
  ],
);
