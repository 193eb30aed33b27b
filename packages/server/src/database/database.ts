import type { PGlite } from '@electric-sql/pglite';
import { ForecourtError } from '@forecourt/errors';
import type pg from 'pg';
import { type Heard, maxPayloadBytes } from './channels.ts';
import { DrizzleQueryError } from './drizzle.ts';
import { databaseError, isConflict } from './failures.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';

/** An open database: PGlite inside this process, or PostgreSQL. Everything above behaves the same on both. */
export interface Database extends AsyncDisposable {
  readonly kind: 'pglite' | 'postgres';
  /** For reading, and for single statements. Its errors are drizzle's: `databaseError` says what they mean. */
  readonly orm: ForecourtOrm;
  /** For the embedded queue only. */
  readonly pglite?: PGlite;
  /** For the embedded queue only. */
  readonly pool?: pg.Pool;
  /**
   * All or nothing. The work is done again after a serialization failure or a deadlock, so it must change nothing outside the
   * database; and it may use only the handle that it gets: a query around it would wait for itself and is an error.
   *
   * @throws what the work throws; DATABASE_UNAVAILABLE (retryable) if the connection is lost. If it is lost while committing, the
   *   work may have been done.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Tells all who listen on this database, in every process. Not in a transaction: tell after it is committed. */
  notify(channel: string, payload: string): Promise<void>;
  /** Listens until disposed. `heard` gets '' after a lost connection is back: look for yourself then. */
  listen(channel: string, heard: Heard): Promise<AsyncDisposable>;
  /** Whether it answers. @throws DATABASE_UNAVAILABLE */
  check(signal?: AbortSignal): Promise<void>;
  /** Waits for work under way and closes. Closing twice is fine. */
  close(): Promise<void>;
}

/** How often a transaction is tried before its conflict is given to the caller. */
const maxTries = 6;

export async function transactWith<T>(
  begin: (work: (tx: Transaction) => Promise<T>) => Promise<T>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await begin(work);
    } catch (error) {
      if (attempt < maxTries && isConflict(error)) continue;
      throw meaningOf(error);
    }
  }
}

/** Errors of the work itself pass as they are; those of the database get their meaning. */
function meaningOf(error: unknown): unknown {
  const known = databaseError(error);
  return known.code === 'INTERNAL' && !(error instanceof DrizzleQueryError) ? error : known;
}

export function checkPayload(payload: string): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes > maxPayloadBytes) {
    throw new ForecourtError('INVALID_INPUT', `A notification has ${bytes} bytes; ${maxPayloadBytes} is the most.`);
  }
}
