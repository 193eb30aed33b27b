import type { ImportKind, ImportPlan, ImportState, Problem } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, check, customType, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

const kinds = ['csv', 'mongo', 'folder'] as const satisfies readonly ImportKind[];
const states = [
  'receiving',
  'ready',
  'running',
  'stopped',
  'done',
  'failed',
  'undoing',
  'undone',
] as const satisfies readonly ImportState[];

/** What somebody brings over from another system, and how far it is. */
export const imports = pgTable(
  'imports',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    kind: text('kind').$type<ImportKind>().notNull(),
    name: text('name').notNull(),
    state: text('state').$type<ImportState>().notNull().default('receiving'),
    /** How the source is read; null until all of it is there. */
    plan: jsonb('plan').$type<ImportPlan>(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    receivedBytes: bigint('received_bytes', { mode: 'number' }).notNull().default(0),
    totalRows: integer('total_rows'),
    /** Rows that are behind us: the number of the row where it goes on. Raised in the transaction that brings the rows in. */
    doneRows: integer('done_rows').notNull().default(0),
    createdCount: integer('created_count').notNull().default(0),
    skippedCount: integer('skipped_count').notNull().default(0),
    failedCount: integer('failed_count').notNull().default(0),
    undoneCount: integer('undone_count').notNull().default(0),
    keptCount: integer('kept_count').notNull().default(0),
    problem: jsonb('problem').$type<Problem>(),
    startedBy: text('started_by').notNull(),
    /** Until when the process that works on it is taken for alive. */
    leaseUntil: time('lease_until'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
    finishedAt: time('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('imports_under_way').on(table.leaseUntil).where(sql.raw(`"state" in ('running', 'undoing')`)),
    check('imports_kind', oneOf('kind', kinds)),
    check('imports_state', oneOf('state', states)),
    check('imports_received', sql.raw('"received_bytes" between 0 and "bytes"')),
    foreignKey({ name: 'imports_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
  ],
);

/** The source in pieces, in the database: every server that shares it can go on. Gone when the import is done. */
export const importParts = pgTable(
  'import_parts',
  {
    dealershipId: uuid('dealership_id').notNull(),
    importId: uuid('import_id').notNull(),
    offset: bigint('offset', { mode: 'number' }).notNull(),
    data: bytea('data').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.importId, table.offset] }),
    foreignKey({
      name: 'import_parts_import',
      columns: [table.dealershipId, table.importId],
      foreignColumns: [imports.dealershipId, imports.id],
    }).onDelete('cascade'),
  ],
);

/** What is wrong with rows that could not be brought in. */
export const importErrors = pgTable(
  'import_errors',
  {
    dealershipId: uuid('dealership_id').notNull(),
    importId: uuid('import_id').notNull(),
    rowNumber: integer('row_number').notNull(),
    /** Counts the errors of one row. */
    place: integer('place').notNull(),
    columnName: text('column_name').notNull(),
    message: text('message').notNull(),
    value: text('value').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.importId, table.rowNumber, table.place] }),
    foreignKey({
      name: 'import_errors_import',
      columns: [table.dealershipId, table.importId],
      foreignColumns: [imports.dealershipId, imports.id],
    }).onDelete('cascade'),
  ],
);

const madeKinds = ['vehicle', 'photo'] as const;

/** What an import made, to be taken back: without foreign keys, since people may remove it meanwhile. */
export const importItems = pgTable(
  'import_items',
  {
    dealershipId: uuid('dealership_id').notNull(),
    importId: uuid('import_id').notNull(),
    kind: text('kind', { enum: madeKinds }).notNull(),
    targetId: uuid('target_id').notNull(),
    rowNumber: integer('row_number').notNull(),
    undone: text('undone', { enum: ['removed', 'kept', 'gone'] }),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.importId, table.kind, table.targetId] }),
    check('import_items_kind', oneOf('kind', madeKinds)),
    foreignKey({
      name: 'import_items_import',
      columns: [table.dealershipId, table.importId],
      foreignColumns: [imports.dealershipId, imports.id],
    }).onDelete('cascade'),
  ],
);
