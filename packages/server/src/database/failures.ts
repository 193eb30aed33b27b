import { ForecourtError } from '@forecourt/errors';

interface DatabaseError extends Error {
  /** SQLSTATE of PostgreSQL, or the system's code of a lost connection. */
  readonly code: string;
  readonly constraint?: string;
}

/** SQLSTATE classes and codes (PostgreSQL, appendix A; 25006 is a primary that has become a standby) and system codes after which the database may be back a moment later. */
const unavailable =
  /^(08...|25006|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/;
/** Messages of `pg` for a lost connection, which carry no code. */
const lostConnection =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|not queryable|Cannot use a pool after/i;

/**
 * What a failed query means: a ForecourtError from within stays itself, a lost connection is DATABASE_UNAVAILABLE (retryable),
 * a full disk DISK_FULL. Queries and their parameters are not repeated in the message, since they may hold what nobody should read.
 */
export function databaseError(error: unknown): ForecourtError {
  for (const cause of causes(error)) {
    if (ForecourtError.is(cause)) return cause;
    if (!(cause instanceof Error)) continue;
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    if (unavailable.test(code) || lostConnection.test(cause.message)) {
      return new ForecourtError('DATABASE_UNAVAILABLE', 'The database cannot be reached.', { cause });
    }
    if (code === '53100' || code === 'ENOSPC') return new ForecourtError('DISK_FULL', 'The disk of the database is full.', { cause });
    if (code === 'XX001' || code === 'XX002') return new ForecourtError('DATABASE_CORRUPT', 'The database is damaged.', { cause });
    if (code.length === 5) return new ForecourtError('INTERNAL', `A query failed (SQLSTATE ${code}).`, { cause });
    if (cause.name === 'AbortError' || cause.name === 'TimeoutError') return ForecourtError.from(cause);
  }
  return ForecourtError.from(error);
}

/** Whether the work can simply be done again: serialization failure (40001) or deadlock (40P01). */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlError(error)?.code ?? '');
}

/** Whether a row of the same kind was there already: violation of the unique constraint or index with this name. */
export function isDuplicate(error: unknown, constraint: string): boolean {
  const found = sqlError(error);
  return found?.code === '23505' && found.constraint === constraint;
}

/** Whether a row that was pointed at does not exist in this dealership: violation of the foreign key with this name. */
export function isMissingReference(error: unknown, constraint: string): boolean {
  const found = sqlError(error);
  return found?.code === '23503' && found.constraint === constraint;
}

/** Whether something still points at the row that was to go: violation of any foreign key. */
export function isStillReferenced(error: unknown): boolean {
  return sqlError(error)?.code === '23503';
}

function sqlError(error: unknown): DatabaseError | undefined {
  return causes(error).find(
    (cause): cause is DatabaseError =>
      cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && cause.code.length === 5,
  );
}

function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let cause = error; cause !== undefined && cause !== null && found.length < 10; ) {
    found.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return found;
}
