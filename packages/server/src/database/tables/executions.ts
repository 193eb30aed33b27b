import type { HostFile, Problem, RoadKind } from '@forecourt/sdk/contract';
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
  pgTable,
  primaryKey,
  text,
  uuid,
} from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { hosts } from './hosts.ts';
import { assets } from './pictures.ts';

export const executionStates = ['waiting', 'running', 'done', 'partly', 'failed', 'cancelled'] as const;
export const executionOperations = ['removeBackground', 'script'] as const;
const roadKinds = ['direct', 'ssh', 'relay'] as const satisfies readonly RoadKind[];

/** Every run of a script or an operation on a host. */
export const executions = pgTable(
  'executions',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    operation: text('operation', { enum: executionOperations }).notNull(),
    /** Of a script, without a foreign key: what ran stays known when the script is gone. */
    scriptId: uuid('script_id'),
    scriptName: text('script_name'),
    scriptVersion: text('script_version'),
    scriptSha256: text('script_sha256'),
    /** The name of the job on the host. */
    jobKey: text('job_key').notNull().default(''),
    /** Whether the platform itself sees to it, or it only writes down what the job of a photo does. */
    isOurs: boolean('is_ours').notNull().default(false),
    parameters: jsonb('parameters').$type<Record<string, string | number | boolean | null>>().notNull().default({}),
    whatIf: boolean('what_if').notNull().default(false),
    timeLimitMs: integer('time_limit_ms').notNull().default(600_000),
    road: text('road', { enum: roadKinds }),
    state: text('state', { enum: executionStates }).notNull().default('waiting'),
    progressStage: text('progress_stage'),
    progressShare: doublePrecision('progress_share'),
    inputCount: integer('input_count').notNull().default(0),
    outputCount: integer('output_count').notNull().default(0),
    outputBytes: bigint('output_bytes', { mode: 'number' }).notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    exitCode: integer('exit_code'),
    problem: jsonb('problem').$type<Problem>(),
    /** The last event of the host that is kept, and what the log holds. */
    lastSequence: integer('last_sequence').notNull().default(0),
    logBytes: bigint('log_bytes', { mode: 'number' }).notNull().default(0),
    /** Without foreign keys: what ran stays known when its photo, and the job with it, is gone. */
    jobId: uuid('job_id'),
    photoId: uuid('photo_id'),
    startedBy: text('started_by').notNull(),
    correlationId: text('correlation_id'),
    /** Whether somebody wants its end. */
    isCancelled: boolean('is_cancelled').notNull().default(false),
    /** Whoever follows it holds it: raised by each that takes it up, so that a former one writes nothing more. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: time('lease_until'),
    /** What people look for: host, operation, version, arguments, files, error, beginning and end of the log. */
    searchText: text('search_text').notNull().default(''),
    createdAt: now('created_at'),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('executions_by_state').on(table.dealershipId, table.state, table.id),
    index('executions_by_host').on(table.dealershipId, table.hostId, table.id),
    index('executions_by_script').on(table.dealershipId, table.scriptName, table.id),
    index('executions_by_job').on(table.dealershipId, table.jobId, table.id).where(sql.raw('"job_id" is not null')),
    // Who is to be taken up, and how many a host has under way.
    index('executions_under_way').on(table.dealershipId, table.hostId, table.id).where(sql.raw(`"state" in ('waiting', 'running')`)),
    index('executions_lease').on(table.leaseUntil).where(sql.raw(`"state" in ('waiting', 'running')`)),
    index('executions_old').on(table.createdAt),
    index('executions_search').using('gin', sql.raw('"search_text" gin_trgm_ops')),
    check('executions_state', oneOf('state', executionStates)),
    check('executions_operation', oneOf('operation', executionOperations)),
    check('executions_road', oneOf('road', roadKinds)),
    check('executions_output_bytes', sql.raw('"output_bytes" >= 0')),
    check('executions_script', sql.raw(`"operation" <> 'script' or "script_name" is not null`)),
    foreignKey({
      name: 'executions_host',
      columns: [table.dealershipId, table.hostId],
      foreignColumns: [hosts.dealershipId, hosts.id],
    }).onDelete('cascade'),
  ],
);

/** Files of a run: what went in, what came of it. */
export const executionFiles = pgTable(
  'execution_files',
  {
    dealershipId: uuid('dealership_id').notNull(),
    executionId: uuid('execution_id').notNull(),
    place: integer('place').notNull(),
    input: jsonb('input').$type<HostFile>(),
    output: jsonb('output').$type<HostFile>(),
    /** The output where it is kept as a file of the dealership; the checksum stays when it is not. */
    assetSha256: text('asset_sha256'),
    problem: jsonb('problem').$type<Problem>(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.executionId, table.place] }),
    index('execution_files_asset').on(table.dealershipId, table.assetSha256).where(sql.raw('"asset_sha256" is not null')),
    foreignKey({
      name: 'execution_files_execution',
      columns: [table.dealershipId, table.executionId],
      foreignColumns: [executions.dealershipId, executions.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'execution_files_asset',
      columns: [table.dealershipId, table.assetSha256],
      foreignColumns: [assets.dealershipId, assets.sha256],
    }),
  ],
);

/** What happened in a run, some events a row, each a line of JSON: long texts are compressed by the database. */
export const executionLogs = pgTable(
  'execution_logs',
  {
    dealershipId: uuid('dealership_id').notNull(),
    executionId: uuid('execution_id').notNull(),
    /** Of the first event in it. */
    sequence: integer('sequence').notNull(),
    count: integer('count').notNull(),
    lines: text('lines').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.executionId, table.sequence] }),
    foreignKey({
      name: 'execution_logs_execution',
      columns: [table.dealershipId, table.executionId],
      foreignColumns: [executions.dealershipId, executions.id],
    }).onDelete('cascade'),
  ],
);
