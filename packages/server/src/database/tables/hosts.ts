import type { Capacity, HostDetail, HostState, Operation, RoadStatus, SshAddress } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import {
  type AnyPgColumn,
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';
import { secrets } from './secrets.ts';

export const hostStates = ['enrolling', 'online', 'draining', 'offline', 'revoked'] as const satisfies readonly HostState[];
export const hostModes = ['agent', 'ssh'] as const;

/** Machines that work for a dealership. One is revoked rather than removed, so that its history stays. */
export const hosts = pgTable(
  'hosts',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    name: text('name').notNull(),
    mode: text('mode', { enum: hostModes }).notNull().default('agent'),
    state: text('state', { enum: hostStates }).notNull().default('enrolling'),
    platform: text('platform'),
    agentVersion: text('agent_version'),
    addresses: text('addresses').array().notNull().default([]),
    ssh: jsonb('ssh').$type<SshAddress>(),
    /** Private half of the key pair that we sign in with. */
    sshSecretId: uuid('ssh_secret_id'),
    sshPublicKey: text('ssh_public_key'),
    /** Of the pinned SSH host key; null before the first connection pins it. */
    sshFingerprint: text('ssh_fingerprint'),
    /** Whether people let it finish what it has; the agent is told when it is reached. */
    isDraining: boolean('is_draining').notNull().default(false),
    /** The rest is as it was found last. */
    capacity: jsonb('capacity').$type<Capacity>(),
    operations: text('operations').array().$type<Operation[]>().notNull().default([]),
    medianMs: doublePrecision('median_ms'),
    clockOffsetMs: doublePrecision('clock_offset_ms'),
    manifest: integer('manifest').notNull().default(0),
    roads: jsonb('roads').$type<RoadStatus[]>().notNull().default([]),
    /** The process that looks after it now, and until when it has the right to. */
    watchedBy: uuid('watched_by'),
    watchedUntil: time('watched_until'),
    /** When people were told that it is away; null while it is there. */
    absenceToldAt: time('absence_told_at'),
    lastSeenAt: time('last_seen_at'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    // A host that signs says only its own id.
    uniqueIndex('hosts_by_id').on(table.id),
    uniqueIndex('hosts_name').on(table.dealershipId, sql`lower(${table.name})`).where(sql.raw(`"state" <> 'revoked'`)),
    index('hosts_watched').on(table.watchedUntil).where(sql.raw(`"state" <> 'revoked'`)),
    check('hosts_state', oneOf('state', hostStates)),
    check('hosts_mode', oneOf('mode', hostModes)),
    check('hosts_manifest', sql.raw('"manifest" >= 0')),
    foreignKey({ name: 'hosts_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
    foreignKey({
      name: 'hosts_ssh_secret',
      columns: [table.dealershipId, table.sshSecretId],
      foreignColumns: [secrets.dealershipId, secrets.id],
    }),
  ],
);

const ofHost = (name: string, table: { readonly dealershipId: AnyPgColumn; readonly hostId: AnyPgColumn }) =>
  foreignKey({
    name,
    columns: [table.dealershipId, table.hostId],
    foreignColumns: [hosts.dealershipId, hosts.id],
  }).onDelete('cascade');

/** Public keys that a host is believed by: one, or two while it changes from one to the other. */
export const hostKeys = pgTable(
  'host_keys',
  {
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    publicKey: text('public_key').notNull(),
    since: now('since'),
    /** Null counts until it is replaced. */
    until: time('until'),
  },
  (table) => [primaryKey({ columns: [table.dealershipId, table.hostId, table.publicKey] }), ofHost('host_keys_host', table)],
);

/** Tokens of hosts that were used: none counts twice, whichever process it comes to. */
export const hostTokens = pgTable(
  'host_tokens',
  {
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    tokenId: text('token_id').notNull(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.hostId, table.tokenId] }),
    index('host_tokens_old').on(table.expiresAt),
    ofHost('host_tokens_host', table),
  ],
);

/** What happened to a host, for people. */
export const hostEvents = pgTable(
  'host_events',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    at: now('at'),
    kind: text('kind').$type<HostDetail['events'][number]['kind']>().notNull(),
    message: text('message').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('host_events_newest').on(table.dealershipId, table.hostId, table.id),
    index('host_events_old').on(table.at),
    ofHost('host_events_host', table),
  ],
);

/** Stretches of time in which a host was there, or was not. Where there is none, nobody looked. */
export const hostSpans = pgTable(
  'host_spans',
  {
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    since: time('since').notNull(),
    until: time('until').notNull(),
    isUp: boolean('is_up').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.hostId, table.since] }),
    index('host_spans_old').on(table.until),
    check('host_spans_order', sql.raw('"until" >= "since"')),
    ofHost('host_spans_host', table),
  ],
);

/** Invitations for computers. The token is known to whoever was shown it; here is its SHA-256. */
export const enrolments = pgTable(
  'enrolments',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    name: text('name').notNull(),
    tokenHash: text('token_hash').notNull(),
    invitedBy: text('invited_by').notNull(),
    createdAt: now('created_at'),
    expiresAt: time('expires_at').notNull(),
    usedAt: time('used_at'),
    revokedAt: time('revoked_at'),
    /** The host that it became. */
    hostId: uuid('host_id'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    uniqueIndex('enrolments_token').on(table.tokenHash),
    foreignKey({ name: 'enrolments_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
    ofHost('enrolments_host', table),
  ],
);

/** Key pairs by which hosts know this platform: one for each dealership, and a second one while it changes. */
export const platformKeys = pgTable(
  'platform_keys',
  {
    dealershipId: uuid('dealership_id').notNull(),
    publicKey: text('public_key').notNull(),
    secretId: uuid('secret_id').notNull(),
    since: now('since'),
    /** From when on it signs: later than `since` for one that hosts are still to hear of. */
    signsFrom: now('signs_from'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.publicKey] }),
    foreignKey({ name: 'platform_keys_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
    foreignKey({
      name: 'platform_keys_secret',
      columns: [table.dealershipId, table.secretId],
      foreignColumns: [secrets.dealershipId, secrets.id],
    }),
  ],
);

/** Which process holds the line that a host dialled, and where other processes reach that one. */
export const relayLines = pgTable(
  'relay_lines',
  {
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    lineId: uuid('line_id').notNull(),
    heldBy: uuid('held_by').notNull(),
    /** Null where no other process can ask. */
    address: text('address'),
    connectedAt: now('connected_at'),
    /** Renewed by its holder: one that is old has no holder any more. */
    seenAt: now('seen_at'),
  },
  (table) => [primaryKey({ columns: [table.dealershipId, table.hostId] }), ofHost('relay_lines_host', table)],
);
