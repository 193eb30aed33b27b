import type { Generation, PhotoFindings } from '@forecourt/sdk/contract';
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
  uuid,
} from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { assets, jobs, photos, vehicles } from './pictures.ts';

export const generationOperations = ['generateImage', 'editImage'] as const;

/** Pictures that somebody asked for. Its state is its job's; several that asked for the same at the same time share one. */
export const generations = pgTable(
  'generations',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    /** Where its tree begins: itself for the first. */
    rootId: uuid('root_id').notNull(),
    parentId: uuid('parent_id'),
    parentResultId: uuid('parent_result_id'),
    vehicleId: uuid('vehicle_id'),
    jobId: uuid('job_id').notNull(),
    operation: text('operation', { enum: generationOperations }).notNull(),
    parameters: jsonb('parameters').$type<Generation['parameters']>().notNull(),
    /** As they were wanted; null for the best. */
    provider: text('provider'),
    model: text('model'),
    /** SHA-256 of all that decides what is made: equal requests have equal ones. */
    requestHash: text('request_hash').notNull(),
    estimate: jsonb('estimate').$type<Generation['estimate']>(),
    /** One of several that share a job is cancelled here, without the others. */
    cancelledAt: time('cancelled_at'),
    byKind: text('by_kind', { enum: ['person', 'key', 'system'] }).notNull(),
    byId: text('by_id'),
    byName: text('by_name').notNull(),
    createdAt: now('created_at'),
  },
  (table): PgTableExtraConfigValue[] => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('generations_by_root').on(table.dealershipId, table.rootId, table.id),
    index('generations_by_parent').on(table.dealershipId, table.parentId, table.id),
    index('generations_by_vehicle').on(table.dealershipId, table.vehicleId, table.id),
    index('generations_by_job').on(table.dealershipId, table.jobId),
    index('generations_by_request').on(table.dealershipId, table.requestHash),
    index('generations_roots').on(table.dealershipId, table.id).where(sql.raw('"parent_id" is null')),
    check('generations_operation', oneOf('operation', generationOperations)),
    check('generations_root', sql.raw('("parent_id" is null) = ("root_id" = "id")')),
    foreignKey({
      name: 'generations_job',
      columns: [table.dealershipId, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'generations_vehicle',
      columns: [table.dealershipId, table.vehicleId],
      foreignColumns: [vehicles.dealershipId, vehicles.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'generations_tree',
      columns: [table.dealershipId, table.rootId],
      foreignColumns: [table.dealershipId, table.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'generations_parent',
      columns: [table.dealershipId, table.parentId],
      foreignColumns: [table.dealershipId, table.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'generations_parent_result',
      columns: [table.dealershipId, table.parentResultId],
      foreignColumns: [generationResults.dealershipId, generationResults.id],
    }).onDelete('cascade'),
  ],
);

/** The files that a generation starts from, and the mask of what may be changed. */
export const generationInputs = pgTable(
  'generation_inputs',
  {
    dealershipId: uuid('dealership_id').notNull(),
    generationId: uuid('generation_id').notNull(),
    role: text('role', { enum: ['picture', 'mask'] }).notNull(),
    position: integer('position').notNull(),
    assetSha256: text('asset_sha256').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.generationId, table.role, table.position] }),
    index('generation_inputs_by_asset').on(table.dealershipId, table.assetSha256),
    check('generation_inputs_role', oneOf('role', ['picture', 'mask'])),
    foreignKey({
      name: 'generation_inputs_generation',
      columns: [table.dealershipId, table.generationId],
      foreignColumns: [generations.dealershipId, generations.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'generation_inputs_asset',
      columns: [table.dealershipId, table.assetSha256],
      foreignColumns: [assets.dealershipId, assets.sha256],
    }),
  ],
);

/** Pictures that were made. */
export const generationResults = pgTable(
  'generation_results',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    generationId: uuid('generation_id').notNull(),
    position: integer('position').notNull(),
    assetSha256: text('asset_sha256').notNull(),
    revisedPrompt: text('revised_prompt'),
    seed: bigint('seed', { mode: 'number' }),
    isFavourite: boolean('is_favourite').notNull().default(false),
    /** Without a foreign key: the result stays when the photo that was made of it is gone, and may become one again. */
    photoId: uuid('photo_id'),
  },
  (table): PgTableExtraConfigValue[] => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    // One result of a place, however often the job was started.
    unique('generation_results_place').on(table.dealershipId, table.generationId, table.position),
    index('generation_results_by_asset').on(table.dealershipId, table.assetSha256),
    index('generation_results_favourites').on(table.dealershipId, table.generationId).where(sql.raw('"is_favourite"')),
    foreignKey({
      name: 'generation_results_generation',
      columns: [table.dealershipId, table.generationId],
      foreignColumns: [generations.dealershipId, generations.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'generation_results_asset',
      columns: [table.dealershipId, table.assetSha256],
      foreignColumns: [assets.dealershipId, assets.sha256],
    }),
  ],
);

/** What became of the call that a job makes at a provider: kept from the moment that the provider takes it, so that it is not paid twice. */
export const providerCalls = pgTable(
  'provider_calls',
  {
    dealershipId: uuid('dealership_id').notNull(),
    jobId: uuid('job_id').notNull(),
    /** The provider's own name of the call, as the router gives it: what to ask for after a crash. */
    providerJobId: text('provider_job_id'),
    acceptedAt: time('accepted_at'),
    /** Raised when a try ends with an answer: the next is another call to the provider, and one after a crash is the same. */
    round: integer('round').notNull().default(0),
    provider: text('provider'),
    model: text('model'),
    /** Of all tries together. */
    costMicrodollars: bigint('cost_microdollars', { mode: 'number' }).notNull().default(0),
    totalMs: doublePrecision('total_ms').notNull().default(0),
    isCached: boolean('is_cached').notNull().default(false),
    attempts: jsonb('attempts').$type<Generation['attempts']>().notNull().default([]),
    warnings: jsonb('warnings').$type<{ readonly code: string; readonly message: string }[]>().notNull().default([]),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.jobId] }),
    check('provider_calls_cost', sql.raw('"cost_microdollars" >= 0 and "round" >= 0')),
    foreignKey({
      name: 'provider_calls_job',
      columns: [table.dealershipId, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.id],
    }).onDelete('cascade'),
  ],
);

/** What a model saw on a photo: the latest analysis of each. */
export const photoAnalyses = pgTable(
  'photo_analyses',
  {
    dealershipId: uuid('dealership_id').notNull(),
    photoId: uuid('photo_id').notNull(),
    jobId: uuid('job_id').notNull(),
    findings: jsonb('findings').$type<PhotoFindings>(),
    createdAt: now('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.photoId] }),
    index('photo_analyses_by_job').on(table.dealershipId, table.jobId),
    foreignKey({
      name: 'photo_analyses_photo',
      columns: [table.dealershipId, table.photoId],
      foreignColumns: [photos.dealershipId, photos.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'photo_analyses_job',
      columns: [table.dealershipId, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.id],
    }).onDelete('cascade'),
  ],
);
