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
} from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
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
  unique,
  uniqueIndex,
  uuid,
} from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships, people } from './identity.ts';

/** What a vehicle is searched by, a line each, so that nothing is found across two of them. Query and index have to say it alike. */
export const vehicleSearchText = `"stock_number" || E'\\n' || coalesce("vin", '') || E'\\n' || "make" || ' ' || "model"`;

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
    // Three letters anywhere in what people look for, found without reading all vehicles.
    index('vehicles_search').using('gin', sql.raw(`(${vehicleSearchText}) gin_trgm_ops`)),
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

/** `check` does nothing, and shows that somebody works. */
export const jobOperations = ['removeBackground', 'check', 'generateImage', 'editImage', 'analyzeImage'] as const;

/** Where jobs wait in turn: `machine` for those that compute here, `provider` for those that only wait for somebody else to compute. */
export const jobLanes = ['machine', 'provider'] as const;
export type JobLane = (typeof jobLanes)[number];

export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    /** Null for a job that is not about a photo. */
    photoId: uuid('photo_id'),
    operation: text('operation', { enum: jobOperations }).notNull().default('removeBackground'),
    lane: text('lane', { enum: jobLanes }).notNull().default('machine'),
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
    /** Names what somebody did that it came from: stands in the logs of each part that has to do with it. */
    correlationId: text('correlation_id'),
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
    // Of each dealership, the next in turn first; those that wait for the time of their next try stand apart.
    index('jobs_in_turn')
      .on(table.dealershipId, table.priority.desc().nullsFirst(), table.id)
      .where(sql.raw(`"state" = 'waiting' and "next_try_at" is null and "lane" = 'machine'`)),
    index('jobs_in_turn_at_providers')
      .on(table.dealershipId, table.priority.desc().nullsFirst(), table.id)
      .where(sql.raw(`"state" = 'waiting' and "next_try_at" is null and "lane" = 'provider'`)),
    index('jobs_delayed').on(table.nextTryAt).where(sql.raw(`"state" = 'waiting' and "next_try_at" is not null`)),
    index('jobs_failed')
      .on(table.dealershipId, sql.raw(`("problem" ->> 'code')`), table.provider, table.id)
      .where(sql.raw(`"state" = 'failed'`)),
    index('jobs_leased').on(table.leaseUntil).where(sql.raw(`"state" = 'working'`)),
    check('jobs_state', oneOf('state', jobStateSchema.options)),
    check('jobs_operation', oneOf('operation', jobOperations)),
    check('jobs_lane', sql.raw(`("lane" = 'provider') = ("operation" in ('generateImage', 'editImage', 'analyzeImage'))`)),
    check('jobs_photo_given', sql.raw(`("operation" = 'removeBackground') = ("photo_id" is not null)`)),
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
