import { type Role, roleSchema, type Scope } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, boolean, check, foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from '../drizzle-pg.ts';
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
    /** Whether it was proven that the address is this person's: only then may Google or GitHub be connected to it by the address alone. */
    emailVerified: boolean('email_verified').notNull().default(false),
    name: text('name').notNull(),
    /** Whether this person may look after the whole installation. */
    isOperator: boolean('is_operator').notNull().default(false),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [uniqueIndex('people_email').on(sql`lower(${table.email})`)],
);

/** The ways in which a person can sign in: `credential` is the password, the others are accounts elsewhere. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    providerId: text('provider_id').notNull(),
    accountId: text('account_id').notNull(),
    passwordHash: text('password_hash'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    uniqueIndex('accounts_provider_account').on(table.providerId, table.accountId),
    index('accounts_person').on(table.personId),
    check('accounts_password', sql`(${table.providerId} = 'credential') = (${table.passwordHash} is not null)`),
  ],
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
    /** The dealership that the person works in at the moment. */
    dealershipId: uuid('dealership_id').notNull(),
    personId: uuid('person_id').notNull(),
    /** SHA-256 of the token in hexadecimal; the token itself is only in the cookie. */
    tokenHash: text('token_hash').notNull(),
    userAgent: text('user_agent').notNull().default(''),
    address: text('address').notNull().default(''),
    createdAt: now('created_at'),
    lastSeenAt: now('last_seen_at'),
    /** Ends then unless it is used before. */
    expiresAt: time('expires_at').notNull(),
    /** Ends then, however much it is used. */
    endsAt: time('ends_at').notNull().default(sql`now() + interval '90 days'`),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    uniqueIndex('sessions_token_hash').on(table.tokenHash),
    index('sessions_expires_at').on(table.expiresAt),
    index('sessions_person').on(table.personId, table.dealershipId),
    foreignKey({
      name: 'sessions_membership',
      columns: [table.dealershipId, table.personId],
      foreignColumns: [memberships.dealershipId, memberships.personId],
    }).onDelete('cascade'),
  ],
);

export const invitations = pgTable(
  'invitations',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id')
      .notNull()
      .references(() => dealerships.id, { onDelete: 'cascade' }),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** SHA-256 of the token in the link. */
    tokenHash: text('token_hash').notNull(),
    invitedBy: uuid('invited_by').references(() => people.id, { onDelete: 'set null' }),
    createdAt: now('created_at'),
    expiresAt: time('expires_at').notNull(),
    acceptedAt: time('accepted_at'),
    revokedAt: time('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    uniqueIndex('invitations_token_hash').on(table.tokenHash),
    uniqueIndex('invitations_open')
      .on(table.dealershipId, sql`lower(${table.email})`)
      .where(sql`accepted_at is null and revoked_at is null`),
    index('invitations_email').on(sql`lower(${table.email})`).where(sql`accepted_at is null and revoked_at is null`),
    check('invitations_role', oneOf('role', roleSchema.options)),
  ],
);

/** One-time links to set a new password; each of a person takes the place of the one before. */
export const passwordResets = pgTable(
  'password_resets',
  {
    personId: uuid('person_id')
      .primaryKey()
      .references(() => people.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull(),
    createdAt: now('created_at'),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [uniqueIndex('password_resets_token_hash').on(table.tokenHash)],
);

/** Keys that tokens for services are signed with; the private half is sealed by a key that is not in the database. */
export const signingKeys = pgTable('signing_keys', {
  id: uuid('id').primaryKey(),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
  alg: text('alg'),
  crv: text('crv'),
  createdAt: now('created_at'),
  expiresAt: time('expires_at'),
});

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
    expiresAt: time('expires_at'),
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
