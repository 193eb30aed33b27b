import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { checkPayload, type Database, transactWith } from './database.ts';
import { drizzlePglite } from './drizzle.ts';
import { databaseError } from './failures.ts';
import { lockFolder } from './folder-lock.ts';
import { type Migrated, migrateConnection, type SqlConnection } from './migrate.ts';
import { watchForPanic } from './pglite-panic.ts';
import { keepStatements } from './pglite-statements.ts';
import * as schema from './schema.ts';
import { createTransactionGuard, guarded } from './transaction-guard.ts';

export interface PgliteSettings {
  /** The data folder; the database is in `database` inside it. */
  readonly dataDir: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the database inside this process, after taking the folder for it alone: two PGlites on one folder lose rows silently.
 *
 * What is acknowledged survives the end of this process, also by SIGKILL: it is with the operating system by then. It does **not**
 * surely survive a power loss or a crash of the machine, since PGlite runs with `fsync` off and WebAssembly has nothing to sync with.
 * Whoever needs that sets DATABASE_URL.
 *
 * @throws DATA_FOLDER_IN_USE, DATABASE_CORRUPT, MIGRATION_FAILED
 */
export async function openPglite({ dataDir, signal }: PgliteSettings): Promise<Database & { readonly migrated: Migrated }> {
  const lock = await lockFolder(dataDir);
  try {
    const folder = join(dataDir, 'database');
    await prepareFolder(folder);
    throwIfAborted(signal);
    const pglite = await start(folder);
    try {
      const migrated = await migratePglite(pglite);
      return { ...wrap(pglite, () => lock.release()), migrated };
    } catch (error) {
      await pglite.close();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What migrations may create: PostgreSQL brings the same along. */
const extensions = { pg_trgm };

/** The usual 128 MB stay in WebAssembly's memory once they were used; pages that are not in these are in the system's cache anyway. */
const sharedBuffers = '32MB';

/** A new database is made beside its place and moved there whole: a start that is killed leaves no half of one. */
async function prepareFolder(folder: string): Promise<void> {
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const pglite = await start(unfinished);
  await pglite.close();
  await rename(unfinished, folder);
}

/** Runs some work on the one connection to the database of a data folder, as it is: nothing is migrated. @throws as {@link openPglite} */
export async function withPglite<T>({ dataDir, signal }: PgliteSettings, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  await using _lock = await lockFolder(dataDir);
  const folder = join(dataDir, 'database');
  await prepareFolder(folder);
  throwIfAborted(signal);
  const pglite = await start(folder);
  try {
    return await work(connectionTo(pglite));
  } finally {
    await pglite.close();
  }
}

async function start(folder: string): Promise<PGlite> {
  const panic = watchForPanic();
  try {
    const pglite = await PGlite.create(folder, {
      extensions,
      onStderr: panic.onStderr,
      // Would acknowledge before the file system has the data.
      relaxedDurability: false,
      startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers}`],
    });
    panic.guard(pglite);
    keepStatements(pglite);
    return pglite;
  } catch (error) {
    if (panic.failure?.code === 'DISK_FULL') throw panic.failure;
    throw new ForecourtError('DATABASE_CORRUPT', `The database in ${folder} does not start.`, { cause: error });
  }
}

/** Brings a PGlite to the newest shape. */
export function migratePglite(pglite: PGlite): Promise<Migrated> {
  return migrateConnection(connectionTo(pglite));
}

/** Statements of one's own. */
export function connectionTo(pglite: PGlite): SqlConnection {
  return {
    run: async (sql) => void (await pglite.exec(sql)),
    query: async (sql, parameters) => (await pglite.query(sql, [...parameters])).rows,
  };
}

/** One in memory, with nothing in it: for looking at migrations. */
export function emptyPglite(): Promise<PGlite> {
  return PGlite.create({ extensions });
}

function wrap(pglite: PGlite, afterwards: () => Promise<void>): Database {
  const guard = createTransactionGuard();
  const orm = drizzlePglite(guarded(pglite, ['query', 'exec', 'transaction'], guard), { schema });
  let closing: Promise<void> | undefined;
  const end = async () => {
    try {
      await pglite.close();
    } catch (error) {
      // One that has stopped by itself is closed already.
      if (databaseError(error).code === 'INTERNAL') throw error;
    } finally {
      await afterwards();
    }
  };
  const close = () => {
    closing ??= end();
    return closing;
  };
  return {
    kind: 'pglite',
    orm,
    pglite,
    transaction: (work) => transactWith((run) => orm.transaction((tx) => guard.run(() => run(tx))), work),
    async notify(channel, payload) {
      guard.check();
      checkPayload(payload);
      await pglite.query('select pg_notify($1, $2)', [channel, payload]);
    },
    async listen(channel, heard) {
      const stop = await pglite.listen(channel, heard);
      return { [Symbol.asyncDispose]: () => stop() };
    },
    async check(signal) {
      throwIfAborted(signal);
      await pglite.query('select 1').catch((error: unknown) => {
        const known = databaseError(error);
        throw known.code === 'INTERNAL'
          ? new ForecourtError('DATABASE_UNAVAILABLE', 'The database does not answer.', { cause: error })
          : known;
      });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
