import {
  type Angle,
  angleSchema,
  type CutoutSummary,
  type Decision,
  decisionSchema,
  type JobState,
  jobStateSchema,
  type PhotoCutout,
  type PhotoState,
  type Problem,
  photoStateSchema,
  type RemovalOptions,
  type Role,
  roleSchema,
  type Scope,
} from '@forecourt/sdk/contract';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  type PgTableExtraConfigValue,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

// Every row but those of `people` and `setup_codes` belongs to a dealership, and every reference between such rows carries the
// dealership's id: a row that points into another dealership cannot be written, whatever the code above forgets.
// Identifiers are UUIDs of version 7, so that "newest first" is the primary key read backwards.

/** Milliseconds, as JavaScript has them: what is read can be compared with what was written. */
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
const now = (name: string) => time(name).notNull().defaultNow();
const oneOf = (column: string, values: readonly string[]) => sql.raw(`"${column}" in (${values.map((value) => `'${value}'`).join(', ')})`);

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

export const vehicles = pgTable(
  'vehicles',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    stockNumber: text('stock_number').notNull(),
    vin: text('vin'),
    make: text('make').notNull(),
    model: text('model').notNull(),
    year: integer('year'),
    colour: text('colour'),
    mileageKm: integer('mileage_km'),
    priceCents: bigint('price_cents', { mode: 'number' }),
    currency: text('currency'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    unique('vehicles_stock_number').on(table.dealershipId, table.stockNumber),
    foreignKey({ name: 'vehicles_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);

/** A file in storage as one dealership knows it: two dealerships with the same file have a row each. */
export const assets = pgTable(
  'assets',
  {
    dealershipId: uuid('dealership_id').notNull(),
    sha256: text('sha256').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    type: text('type').notNull(),
    widthPx: integer('width_px').notNull(),
    heightPx: integer('height_px').notNull(),
    placeholder: text('placeholder'),
    createdAt: now('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.sha256] }),
    index('assets_sha256').on(table.sha256),
    check('assets_sha256_hexadecimal', sql.raw(`"sha256" ~ '^[0-9a-f]{64}$'`)),
    foreignKey({ name: 'assets_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);

/** Photos without a score come after all scored ones (0 to 100) when the doubtful are wanted first. */
const doubt = sql.raw(`coalesce("score", 101)`);

export const photos = pgTable(
  'photos',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    vehicleId: uuid('vehicle_id').notNull(),
    assetSha256: text('asset_sha256').notNull(),
    name: text('name').notNull(),
    angle: text('angle').$type<Angle>(),
    position: integer('position').notNull(),
    state: text('state').$type<PhotoState>().notNull().default('waiting'),
    version: integer('version').notNull().default(1),
    /** The latest job, the cutout that is shown and the decision that holds; each must be of this very photo. */
    jobId: uuid('job_id'),
    cutoutId: uuid('cutout_id'),
    reviewId: uuid('review_id'),
    /** Score of the cutout that is shown: here for the order by doubt. */
    score: doublePrecision('score'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table): PgTableExtraConfigValue[] => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    unique('photos_vehicle_asset').on(table.vehicleId, table.assetSha256),
    index('photos_by_position').on(table.dealershipId, table.vehicleId, table.position, table.id),
    index('photos_by_state').on(table.dealershipId, table.state, table.id),
    index('photos_by_doubt').on(table.dealershipId, doubt, table.id),
    index('photos_by_state_and_doubt').on(table.dealershipId, table.state, doubt, table.id),
    index('photos_by_asset').on(table.dealershipId, table.assetSha256),
    check('photos_state', oneOf('state', photoStateSchema.options)),
    check('photos_angle', oneOf('angle', angleSchema.options)),
    foreignKey({
      name: 'photos_vehicle',
      columns: [table.dealershipId, table.vehicleId],
      foreignColumns: [vehicles.dealershipId, vehicles.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'photos_asset',
      columns: [table.dealershipId, table.assetSha256],
      foreignColumns: [assets.dealershipId, assets.sha256],
    }),
    foreignKey({
      name: 'photos_job',
      columns: [table.dealershipId, table.id, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.photoId, jobs.id],
    }),
    foreignKey({
      name: 'photos_cutout',
      columns: [table.dealershipId, table.id, table.cutoutId],
      foreignColumns: [cutouts.dealershipId, cutouts.photoId, cutouts.id],
    }),
    foreignKey({
      name: 'photos_review',
      columns: [table.dealershipId, table.id, table.reviewId],
      foreignColumns: [reviews.dealershipId, reviews.photoId, reviews.id],
    }),
  ],
);

export const uploadStates = ['receiving', 'finishing', 'done', 'failed'] as const;

export const uploads = pgTable(
  'uploads',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    vehicleId: uuid('vehicle_id').notNull(),
    /** Who sends it, as `person:ID` or `key:ID`. */
    createdBy: text('created_by'),
    name: text('name').notNull(),
    typeHint: text('type_hint'),
    angle: text('angle').$type<Angle>(),
    options: jsonb('options').$type<RemovalOptions>(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Bytes that are verified and on the disk. */
    offset: bigint('offset', { mode: 'number' }).notNull().default(0),
    sha256: text('sha256'),
    state: text('state', { enum: uploadStates }).notNull().default('receiving'),
    problem: jsonb('problem').$type<Problem>(),
    photoId: uuid('photo_id'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('uploads_by_state').on(table.dealershipId, table.state),
    index('uploads_expires_at').on(table.expiresAt),
    index('uploads_by_vehicle').on(table.dealershipId, table.vehicleId),
    index('uploads_by_photo').on(table.dealershipId, table.photoId),
    check('uploads_state', oneOf('state', uploadStates)),
    check('uploads_offset', sql.raw('"offset" between 0 and "bytes"')),
    foreignKey({
      name: 'uploads_vehicle',
      columns: [table.dealershipId, table.vehicleId],
      foreignColumns: [vehicles.dealershipId, vehicles.id],
    }).onDelete('cascade'),
    // In the migration by hand: `on delete set null ("photo_id")`, since the dealership's id has to stay.
    foreignKey({
      name: 'uploads_photo',
      columns: [table.dealershipId, table.photoId],
      foreignColumns: [photos.dealershipId, photos.id],
    }).onDelete('set null'),
  ],
);

export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    photoId: uuid('photo_id').notNull(),
    operation: text('operation', { enum: ['removeBackground'] })
      .notNull()
      .default('removeBackground'),
    options: jsonb('options').$type<RemovalOptions>().notNull(),
    /** Larger is sooner. */
    priority: integer('priority').notNull().default(0),
    state: text('state').$type<JobState>().notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    /** Raised whenever somebody begins it: a result with an older number is refused. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: time('lease_until'),
    progressStage: text('progress_stage'),
    progressShare: doublePrecision('progress_share'),
    provider: text('provider'),
    problem: jsonb('problem').$type<Problem>(),
    createdAt: now('created_at'),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
    nextTryAt: time('next_try_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    unique('jobs_of_photo').on(table.dealershipId, table.photoId, table.id),
    uniqueIndex('jobs_one_under_way').on(table.dealershipId, table.photoId).where(sql.raw(`"state" in ('waiting', 'working')`)),
    index('jobs_by_state').on(table.dealershipId, table.state, table.id),
    index('jobs_in_turn').on(table.priority.desc().nullsFirst(), table.id).where(sql.raw(`"state" = 'waiting'`)),
    index('jobs_leased').on(table.leaseUntil).where(sql.raw(`"state" = 'working'`)),
    check('jobs_state', oneOf('state', jobStateSchema.options)),
    foreignKey({
      name: 'jobs_photo',
      columns: [table.dealershipId, table.photoId],
      foreignColumns: [photos.dealershipId, photos.id],
    }).onDelete('cascade'),
  ],
);

export const cutouts = pgTable(
  'cutouts',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    photoId: uuid('photo_id').notNull(),
    jobId: uuid('job_id').notNull(),
    assetSha256: text('asset_sha256').notNull(),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    costUsd: doublePrecision('cost_usd').notNull(),
    careful: boolean('careful').notNull(),
    timings: jsonb('timings').$type<CutoutSummary['timings']>().notNull(),
    warnings: jsonb('warnings').$type<CutoutSummary['warnings']>().notNull(),
    report: jsonb('report').$type<NonNullable<PhotoCutout['report']>>(),
    score: doublePrecision('score'),
    verdict: text('verdict', { enum: ['pass', 'review', 'reject'] }),
    createdAt: now('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    // One job has one result, however often it was started.
    unique('cutouts_one_of_job').on(table.dealershipId, table.jobId),
    unique('cutouts_of_photo').on(table.dealershipId, table.photoId, table.id),
    index('cutouts_by_asset').on(table.dealershipId, table.assetSha256),
    foreignKey({
      name: 'cutouts_job',
      columns: [table.dealershipId, table.photoId, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.photoId, jobs.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'cutouts_asset',
      columns: [table.dealershipId, table.assetSha256],
      foreignColumns: [assets.dealershipId, assets.sha256],
    }),
  ],
);

/** Every decision that was ever made on a photo; taking one back marks it and removes nothing. */
export const reviews = pgTable(
  'reviews',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    photoId: uuid('photo_id').notNull(),
    cutoutId: uuid('cutout_id').notNull(),
    decision: text('decision').$type<Decision>().notNull(),
    reason: text('reason'),
    byName: text('by_name').notNull(),
    personId: uuid('person_id').references(() => people.id, { onDelete: 'set null' }),
    at: now('at'),
    undoneAt: time('undone_at'),
    undoneByName: text('undone_by_name'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    unique('reviews_of_photo').on(table.dealershipId, table.photoId, table.id),
    check('reviews_decision', oneOf('decision', decisionSchema.options)),
    foreignKey({
      name: 'reviews_cutout',
      columns: [table.dealershipId, table.photoId, table.cutoutId],
      foreignColumns: [cutouts.dealershipId, cutouts.photoId, cutouts.id],
    }).onDelete('cascade'),
  ],
);

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
