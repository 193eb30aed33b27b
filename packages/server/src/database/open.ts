import type { Database } from './database.ts';
import type { Migrated } from './migrate.ts';
import { openPglite } from './pglite.ts';
import { migratePostgres, openPostgres } from './postgres.ts';

export type { Database } from './database.ts';
export type { ForecourtOrm, Transaction } from './orm.ts';

export interface DatabaseSettings {
  /** Where PGlite keeps its files, under a lock; not touched if there is a `url`. */
  readonly dataDir: string;
  /** Address of a PostgreSQL. */
  readonly url?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the database that the settings name, migrated to the newest shape: PostgreSQL where there is a `url`, else PGlite in `dataDir`.
 * One does not stand in for the other: what is named and cannot be used is an error.
 *
 * @throws DATA_FOLDER_IN_USE, DATABASE_UNAVAILABLE, DATABASE_CORRUPT, MIGRATION_FAILED, INVALID_INPUT
 *
 * @example
 * await using database = await openDatabase({ dataDir: '/var/lib/forecourt' });
 */
export function openDatabase({ dataDir, url, signal }: DatabaseSettings): Promise<Database> {
  return url === undefined ? openPglite({ dataDir, signal }) : openPostgres({ url, signal });
}

/** Migrates and closes again: `forecourt migrate`. @throws as {@link openDatabase} */
export async function migrateDatabase({ dataDir, url, signal }: DatabaseSettings): Promise<Migrated> {
  if (url !== undefined) return migratePostgres({ url, signal });
  await using database = await openPglite({ dataDir, signal });
  return database.migrated;
}
