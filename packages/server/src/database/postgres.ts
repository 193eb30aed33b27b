import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import pg from 'pg';
import { describeAddress } from './connection-address.ts';
import { checkPayload, type Database, transactWith } from './database.ts';
import { drizzlePostgres } from './drizzle.ts';
import { databaseError } from './failures.ts';
import { createListener } from './listener.ts';
import { type Migrated, migrateConnection, type SqlConnection } from './migrate.ts';
import * as schema from './schema.ts';
import { createTransactionGuard, guarded } from './transaction-guard.ts';

export interface PostgresSettings {
  readonly url: string;
  readonly signal?: AbortSignal | undefined;
}

const connectTimeoutMs = 5_000;
/** Connections of one server: PostgreSQL's own default allows 100 in all, and a server with its worker seldom needs five at once. */
const maxConnections = 10;
/** `on delete set null (column)` came with it. */
const oldestVersion = 15;

/**
 * Opens a pool on PostgreSQL 15 or newer, and migrates. Connections that are lost later are made again when they are needed.
 *
 * @throws INVALID_INPUT for an address that is none; DATABASE_UNAVAILABLE, within seconds, for one that cannot be used: its message says
 *   why and never has the password; MIGRATION_FAILED
 */
export async function openPostgres({ url, signal }: PostgresSettings): Promise<Database & { readonly migrated: Migrated }> {
  const migrated = await migratePostgres({ url, signal });
  const config = connectionConfig(url);
  const pool = new pg.Pool({ ...config, max: maxConnections, idleTimeoutMillis: 30_000, query_timeout: 60_000 });
  pool.on('error', () => {
    // An idle connection was lost. The pool has dropped it and makes another when one is needed.
  });
  pool.on('connect', (client) => {
    client.on('error', () => {
      // A connection in use was lost. Its query gets the error; without a listener the process would end.
    });
  });
  const listener = createListener({ ...config, query_timeout: 10_000 });
  const guard = createTransactionGuard();
  const orm = drizzlePostgres(guarded(pool, ['query', 'connect'], guard), { schema });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= Promise.all([listener.close(), pool.end()]).then(() => undefined);
    return closing;
  };
  return {
    kind: 'postgres',
    orm,
    pool,
    migrated,
    transaction: (work) => transactWith((run) => orm.transaction((tx) => guard.run(() => run(tx))), work),
    async notify(channel, payload) {
      guard.check();
      checkPayload(payload);
      await pool.query('select pg_notify($1, $2)', [channel, payload]).catch((error: unknown) => {
        throw databaseError(error);
      });
    },
    listen: (channel, heard) => listener.listen(channel, heard),
    async check(signal) {
      throwIfAborted(signal);
      await raceWith(signal, pool.query('select 1')).catch((error: unknown) => {
        throw databaseError(error);
      });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Migrates the database at this address and closes the connection again. @throws as {@link openPostgres} */
export async function migratePostgres({ url, signal }: PostgresSettings): Promise<Migrated> {
  return withPostgres({ url, signal }, (connection) => migrateConnection(connection));
}

/** Runs some work on a connection of its own to the database at this address, as it is: nothing is migrated. @throws as {@link openPostgres} */
export async function withPostgres<T>({ url, signal }: PostgresSettings, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  const address = describeAddress(url);
  throwIfAborted(signal);
  const client = new pg.Client(connectionConfig(url));
  client.on('error', () => {
    // The query under way gets it too; without a listener the process would end.
  });
  try {
    await raceWith(signal, connect(client, address));
    const result = await work({
      run: async (sql) => void (await client.query(sql)),
      query: async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
    });
    await client.end();
    return result;
  } catch (error) {
    // Nobody waits for a connection that never stood, or stands no more, to be closed.
    void client.end().catch(() => undefined);
    throw databaseError(error);
  }
}

async function connect(client: pg.Client, address: string): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    throw new ForecourtError('DATABASE_UNAVAILABLE', `PostgreSQL at ${address} cannot be used: ${reasonOf(error)}.`, { cause: error });
  }
  const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int / 10000 as version`);
  const version = rows[0]?.version ?? 0;
  if (version < oldestVersion) {
    throw new ForecourtError('DATABASE_UNAVAILABLE', `PostgreSQL at ${address} has version ${version}, which is too old.`, {
      hint: `Use PostgreSQL ${oldestVersion} or newer.`,
    });
  }
}

function reasonOf(error: unknown): string {
  // Several addresses of one name (::1 and 127.0.0.1) fail together, under an error without a message.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}

function connectionConfig(url: string): pg.ClientConfig {
  return { connectionString: url, connectionTimeoutMillis: connectTimeoutMs, keepAlive: true, application_name: 'forecourt' };
}

async function raceWith<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    try {
      throwIfAborted(signal);
    } catch (error) {
      aborted.reject(error);
    }
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
