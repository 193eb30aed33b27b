import { sql } from '../drizzle.ts';
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';

// Files are named by their content and shared by all dealerships, so what is known of their places belongs to the installation.

const holdKinds = ['keeping', 'removing'] as const;

/**
 * Who is at a file right now: somebody who puts it, or the clean-up that removes it, never both. A file that was put is not removed
 * while its row is young; by then its asset is there, or nobody wants it.
 */
export const fileHolds = pgTable(
  'file_holds',
  {
    sha256: text('sha256').primaryKey(),
    kind: text('kind', { enum: holdKinds }).notNull(),
    at: now('at'),
    /** Names one removal, so that a late one does not end another's. */
    holder: uuid('holder'),
  },
  (table) => [index('file_holds_at').on(table.at), check('file_holds_kind', oneOf('kind', holdKinds))],
);

/** Where files can be. */
export const storagePlaces = ['folder', 's3'] as const;
/** `switched`: the target has all of them, the source still too. `removed`: only the target has them. */
export const storageMoveStates = ['counting', 'copying', 'switched', 'verifying', 'removing', 'removed', 'cancelled'] as const;
const activeStates = ['counting', 'copying', 'verifying', 'removing'] as const;

/** What went wrong with one file, or with all of it. */
export interface StorageProblem {
  readonly sha256: string | null;
  readonly code: string;
  readonly message: string;
}

/** Moves of all files from one place to another. The newest says where files are. */
export const storageMoves = pgTable(
  'storage_moves',
  {
    id: uuid('id').primaryKey(),
    source: text('source', { enum: storagePlaces }).notNull(),
    target: text('target', { enum: storagePlaces }).notNull(),
    state: text('state', { enum: storageMoveStates }).notNull().default('counting'),
    /** Everything up to this hash is done, in this state. */
    cursor: text('cursor').notNull().default(''),
    bytesPerSecond: bigint('bytes_per_second', { mode: 'number' }),
    totalFiles: integer('total_files').notNull().default(0),
    totalBytes: bigint('total_bytes', { mode: 'number' }).notNull().default(0),
    /** Of the total, in this state. */
    doneFiles: integer('done_files').notNull().default(0),
    doneBytes: bigint('done_bytes', { mode: 'number' }).notNull().default(0),
    /** Files that travelled; the rest was in the target already. */
    copiedFiles: integer('copied_files').notNull().default(0),
    copiedBytes: bigint('copied_bytes', { mode: 'number' }).notNull().default(0),
    removedFiles: integer('removed_files').notNull().default(0),
    problemCount: integer('problem_count').notNull().default(0),
    /** The first of them. */
    problems: jsonb('problems').$type<StorageProblem[]>().notNull().default([]),
    /** Why it does not go on right now; null while it does. */
    trouble: jsonb('trouble').$type<StorageProblem>(),
    /** Raised whenever a process takes it up: what a former one still writes is refused. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: time('lease_until'),
    startedAt: now('started_at'),
    updatedAt: now('updated_at'),
    switchedAt: time('switched_at'),
    removedAt: time('removed_at'),
  },
  () => [
    uniqueIndex('storage_moves_one_at_a_time').on(sql`(true)`).where(oneOf('state', activeStates)),
    check('storage_moves_places', sql.raw('"source" <> "target"')),
    check('storage_moves_state', oneOf('state', storageMoveStates)),
  ],
);

/** What one clean-up found and removed, as it is shown. */
export interface CleaningCounts {
  readonly orphans: { readonly files: number; readonly bytes: number };
  readonly derived: { readonly files: number; readonly bytes: number };
  readonly unusedAssets: number;
  readonly temporary: number;
  readonly uploads: number;
  /** Rows whose file is not there. Never removed. */
  readonly missing: { readonly count: number; readonly files: readonly string[] };
  /** Rows whose file has another size than it had. Never removed. */
  readonly damaged: { readonly count: number; readonly files: readonly string[] };
  /** What was not removed after all, since somebody is at it. */
  readonly spared: number;
}

/** Reports of clean-ups. */
export const storageCleanings = pgTable(
  'storage_cleanings',
  {
    id: uuid('id').primaryKey(),
    /** Whether every file was looked at, or only those that the database names. */
    isFull: boolean('is_full').notNull(),
    isDryRun: boolean('is_dry_run').notNull().default(false),
    startedAt: now('started_at'),
    finishedAt: time('finished_at'),
    counts: jsonb('counts').$type<CleaningCounts>(),
    problem: jsonb('problem').$type<StorageProblem>(),
  },
  (table) => [index('storage_cleanings_started_at').on(table.startedAt)],
);
