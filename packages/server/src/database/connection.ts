import type { SqlConnection } from './migrate.ts';
import { withPglite } from './pglite.ts';
import { withPostgres } from './postgres.ts';

/** Where a database is. */
export interface DatabasePlace {
  /** Where PGlite keeps its files; not touched by it if there is a `url`. */
  readonly dataDir: string;
  readonly url?: string | undefined;
}

/**
 * Gives one connection for statements of one's own, to a database as it is: nothing is migrated. PGlite is locked meanwhile.
 *
 * @throws DATA_FOLDER_IN_USE, DATABASE_UNAVAILABLE, DATABASE_CORRUPT, and whatever the work throws
 */
export function withConnection<T>(
  { dataDir, url, signal }: DatabasePlace & { readonly signal?: AbortSignal | undefined },
  work: (connection: SqlConnection) => Promise<T>,
): Promise<T> {
  return url === undefined ? withPglite({ dataDir, signal }, work) : withPostgres({ url, signal }, work);
}
