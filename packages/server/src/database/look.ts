import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { ForecourtError } from '@forecourt/errors';
import pg from 'pg';
import { z } from 'zod';
import { describeAddress } from './connection-address.ts';
import { drizzlePglite, drizzlePostgres, sql } from './drizzle.ts';
import { databaseError } from './failures.ts';
import { lockFolder } from './folder-lock.ts';
import { migrationHash } from './migrate.ts';
import { migrations as known } from './migrations.generated.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import * as schema from './schema.ts';

/** A database that was opened to be looked at: nothing is migrated. */
export interface LookedAt extends AsyncDisposable {
  readonly kind: 'pglite' | 'postgres';
  readonly orm: ForecourtOrm;
}

const connectTimeoutMs = 5_000;

/**
 * Opens what is there, as it is; null where the data folder has no database yet.
 *
 * @throws DATA_FOLDER_IN_USE while a server has it, DATABASE_UNAVAILABLE, DATABASE_CORRUPT
 */
export async function lookAtDatabase({
  dataDir,
  url,
}: {
  readonly dataDir: string;
  readonly url?: string | undefined;
}): Promise<LookedAt | null> {
  return url === undefined ? lookAtPglite(dataDir) : lookAtPostgres(url);
}

async function lookAtPostgres(url: string): Promise<LookedAt> {
  const address = describeAddress(url);
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, query_timeout: connectTimeoutMs, max: 2 });
  pool.on('error', () => {
    // An idle connection was lost; the next query says so.
  });
  const close = () => pool.end();
  try {
    await pool.query('select 1');
  } catch (error) {
    await close();
    throw new ForecourtError('DATABASE_UNAVAILABLE', `PostgreSQL at ${address} cannot be used: ${reasonOf(error)}.`, { cause: error });
  }
  return { kind: 'postgres', orm: drizzlePostgres(pool, { schema }), [Symbol.asyncDispose]: close };
}

async function lookAtPglite(dataDir: string): Promise<LookedAt | null> {
  const folder = join(dataDir, 'database');
  if (!existsSync(join(folder, 'PG_VERSION'))) return null;
  const lock = await lockFolder(dataDir);
  try {
    const pglite = await PGlite.create(folder);
    const close = async () => {
      await pglite.close();
      await lock.release();
    };
    return { kind: 'pglite', orm: drizzlePglite(pglite, { schema }), [Symbol.asyncDispose]: close };
  } catch (error) {
    await lock.release();
    throw new ForecourtError('DATABASE_CORRUPT', `The database in ${folder} does not start.`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}

const appliedSchema = z.object({ name: z.string(), sha256: z.string() });

/** The migrations of a database beside those of this version, by name. */
export interface ComparedMigrations {
  readonly applied: readonly string[];
  readonly missing: readonly string[];
  /** Of a newer version. */
  readonly unknown: readonly string[];
  /** Of the same name, and yet other ones. */
  readonly changed: readonly string[];
}

export async function compareMigrations(orm: ForecourtOrm): Promise<ComparedMigrations> {
  const present = await readApplied(orm);
  const hashes = new Map(known.map(({ name, sql: text }) => [name, migrationHash(text)]));
  const applied = present.map(({ name }) => name);
  return {
    applied,
    missing: [...hashes.keys()].filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !hashes.has(name)),
    changed: present.filter(({ name, sha256 }) => hashes.has(name) && hashes.get(name) !== sha256).map(({ name }) => name),
  };
}

async function readApplied(orm: ForecourtOrm): Promise<z.infer<typeof appliedSchema>[]> {
  const [table] = rowsOf(
    z.object({ name: z.string().nullable() }),
    await orm.execute(sql`select to_regclass('forecourt_migrations')::text as name`),
  );
  if (table?.name === null || table === undefined) return [];
  try {
    return rowsOf(appliedSchema, await orm.execute(sql`select name, sha256 from forecourt_migrations order by name`));
  } catch (error) {
    throw databaseError(error);
  }
}
