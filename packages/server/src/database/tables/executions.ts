import { sql } from '../drizzle.ts';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  // biome-ignore lint/suspicious/noDeprecatedImports: only another overload of it is deprecated
  primaryKey,
  text,
  uuid,
} from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { hosts } from './hosts.ts';

export const executionStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

/** Every run of a script or an operation on a host. */
export const executions = pgTable(
  'executions',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    hostId: uuid('host_id').notNull(),
    operation: text('operation').notNull(),
    scriptVersion: text('script_version'),
    state: text('state', { enum: executionStates }).notNull().default('waiting'),
    exitCode: integer('exit_code'),
    outputBytes: bigint('output_bytes', { mode: 'number' }).notNull().default(0),
    errorCode: text('error_code'),
    /** Without a foreign key: what ran stays known when its photo, and the job with it, is gone. */
    jobId: uuid('job_id'),
    startedBy: text('started_by').notNull(),
    /** What people look for: host, operation, version, arguments, error and the beginning of the output. */
    searchText: text('search_text').notNull().default(''),
    createdAt: now('created_at'),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('executions_by_state').on(table.dealershipId, table.state, table.id),
    index('executions_by_host').on(table.dealershipId, table.hostId, table.id),
    index('executions_search').using('gin', sql.raw('"search_text" gin_trgm_ops')),
    check('executions_state', oneOf('state', executionStates)),
    check('executions_output_bytes', sql.raw('"output_bytes" >= 0')),
    foreignKey({
      name: 'executions_host',
      columns: [table.dealershipId, table.hostId],
      foreignColumns: [hosts.dealershipId, hosts.id],
    }).onDelete('cascade'),
  ],
);
