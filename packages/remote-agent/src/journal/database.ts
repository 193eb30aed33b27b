// biome-ignore lint/correctness/noUnresolvedImports: the linter does not know this part of Node yet
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';
import { schema } from './schema.ts';

type Values = Readonly<Record<string, SQLInputValue>>;

/** SQLite in this process. What a call has written is on the disk when it returns. */
export interface Database extends Disposable {
  all<Row extends z.ZodType>(row: Row, sql: string, values?: Values): z.output<Row>[];
  first<Row extends z.ZodType>(row: Row, sql: string, values?: Values): z.output<Row> | undefined;
  /** Gives how many rows it changed. */
  run(sql: string, values?: Values): number;
  /** All of it or nothing. One inside of another belongs to the outer one. */
  transaction<T>(work: () => T): T;
}

/** SQLite's primary result codes (sqlite3.h). */
const codes: Readonly<Record<number, ErrorCode>> = { 5: 'DATA_FOLDER_IN_USE', 13: 'DISK_FULL' };

/**
 * Opens the journal at `path`, made where there is none. Commits are synced (WAL with synchronous FULL): they survive a power cut.
 *
 * @throws DATA_FOLDER_IN_USE, DISK_FULL, STORAGE_FAILED
 */
export function openDatabase(path: string): Database {
  const database = guarded(path, () => new DatabaseSync(path, { timeout: 0 }));
  guarded(path, () => {
    // Exclusive: two agents on one folder would do every job twice. The system lets go of it however a process ends.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    database.exec(schema);
  });
  const statements = new Map<string, StatementSync>();
  let isInTransaction = false;

  function prepare(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const fresh = database.prepare(sql);
    statements.set(sql, fresh);
    return fresh;
  }

  return {
    all: (row, sql, values = {}) => guarded(path, () => prepare(sql).all(values)).map((found) => row.parse(found)),
    first(row, sql, values = {}) {
      const found = guarded(path, () => prepare(sql).get(values));
      return found === undefined ? undefined : row.parse(found);
    },
    run: (sql, values = {}) => guarded(path, () => Number(prepare(sql).run(values).changes)),
    transaction(work) {
      if (isInTransaction) return work();
      guarded(path, () => database.exec('BEGIN IMMEDIATE'));
      isInTransaction = true;
      try {
        const result = work();
        guarded(path, () => database.exec('COMMIT'));
        return result;
      } catch (error) {
        // A full disk may have ended the transaction already.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      } finally {
        isInTransaction = false;
      }
    },
    [Symbol.dispose]() {
      if (database.isOpen) database.close();
    },
  };
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // The lower byte is the primary code of an extended one.
    const code = error instanceof Error && 'errcode' in error ? codes[Number(error.errcode) & 0xff] : undefined;
    if (code === 'DATA_FOLDER_IN_USE') {
      throw new ForecourtError(code, `Another agent runs with the journal ${path}.`, {
        hint: 'Stop the other agent, or give this one its own FORECOURT_AGENT_DATA_DIR.',
        cause: error,
      });
    }
    throw ForecourtError.from(error, code ?? 'STORAGE_FAILED', `The journal ${path} could not be used`);
  }
}
