import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { migrations as known } from './migrations.generated.ts';

/** One connection, in whatever way it is made. */
export interface SqlConnection {
  /** Statements without parameters, without results. */
  run(sql: string): Promise<void>;
  query(sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]>;
}

export interface Migrated {
  /** Names of the migrations that were applied now, in order; empty if the database was up to date. */
  readonly applied: readonly string[];
}

const appliedSchema = z.array(z.object({ name: z.string(), sha256: z.string() }));

/** Any number: all of Forecourt's servers on one database have to take the same. */
const advisoryLock = 7_039_212_017;

/**
 * Brings the tables to the newest shape. All that is missing is applied in one transaction under an advisory lock: servers that start
 * together migrate once, and a migration that fails, or is killed, leaves the database as it was.
 *
 * @throws MIGRATION_FAILED also for a database that a newer version of Forecourt has migrated, or whose migrations were other ones
 */
export async function migrateConnection(
  connection: SqlConnection,
  migrations: readonly { readonly name: string; readonly sql: string }[] = known,
): Promise<Migrated> {
  await connection.run('begin');
  try {
    await connection.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
    const migrated = await applyMigrations(connection, migrations);
    await connection.run('commit');
    return migrated;
  } catch (error) {
    // The connection may be what failed; the first error says more than that its rollback failed too.
    await connection.run('rollback').catch(() => undefined);
    throw error;
  }
}

/** Does the work of {@link migrateConnection} inside a transaction that somebody else began. */
export async function applyMigrations(connection: SqlConnection, migrations: typeof known): Promise<Migrated> {
  await connection.run(
    'create table if not exists forecourt_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  );
  const present = appliedSchema.parse(await connection.query('select name, sha256 from forecourt_migrations order by name', []));
  const missing = compare(present, migrations);
  for (const migration of missing) {
    await connection.run(migration.sql).catch((error: unknown) => {
      throw new ForecourtError('MIGRATION_FAILED', `The migration ${migration.name} failed; nothing was changed.`, {
        hint: lacksExtension(error, migration.sql) ? extensionHint : undefined,
        cause: error,
      });
    });
    await connection.query('insert into forecourt_migrations (name, sha256) values ($1, $2)', [
      migration.name,
      migrationHash(migration.sql),
    ]);
  }
  return { applied: missing.map(({ name }) => name) };
}

const extensionHint =
  'Let an administrator of the database run `create extension pg_trgm` in it (Debian: it is in postgresql-contrib or postgresql itself), then start again.';

/** PostgreSQL's insufficient_privilege, feature_not_supported and undefined_file: the extension may not be made here, or is not installed. */
function lacksExtension(error: unknown, migration: string): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /create extension/i.test(migration) && ['42501', '0A000', '58P01'].includes(code);
}

function compare(present: z.infer<typeof appliedSchema>, migrations: typeof known): typeof known {
  for (const { name, sha256 } of present) {
    const migration = migrations.find((candidate) => candidate.name === name);
    if (migration === undefined) {
      throw new ForecourtError('MIGRATION_FAILED', `The database has the migration ${name}, which this version does not know.`, {
        hint: 'Start the version of Forecourt that used this database last, or a newer one.',
      });
    }
    if (migrationHash(migration.sql) !== sha256) {
      throw new ForecourtError('MIGRATION_FAILED', `The migration ${name} is not the one that the database was made with.`);
    }
  }
  const done = new Set(present.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

/** How a migration is recognised. */
export function migrationHash(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
