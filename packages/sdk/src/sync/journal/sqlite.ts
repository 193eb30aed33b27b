import { ForecourtError } from '@forecourt/errors';

/** A SQLite file that is open. */
export type Sqlite = InstanceType<ReturnType<typeof loadSqlite>['DatabaseSync']>;

/** Opens a SQLite file of this machine. @throws OUTPUT_NOT_WRITABLE */
export function openSqlite(path: string): Sqlite {
  const { DatabaseSync } = loadSqlite();
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw new ForecourtError('OUTPUT_NOT_WRITABLE', `${path} could not be opened for writing.`, { cause: error });
  }
}

/** SQLITE_BUSY (5), also in its extended forms. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5;
}

/** Node 22 warns on standard error that its SQLite is experimental; what is used of it has not changed since. */
function loadSqlite(): typeof import('node:sqlite') {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emit;
  }
}
