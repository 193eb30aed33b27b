import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import type pg from 'pg';
import type { Database } from '../../database/index.ts';
import type { Lock, Locks } from './locks.ts';
import { createMemoryLocks, lockedError } from './memory-locks.ts';

const channel = 'forecourt_upload_release';
/** How often a lock that another process holds is tried again. The holder is asked by a notification, so it is a matter of its drain time. */
const tryAgainMs = 40;

/**
 * Locks across all processes on one PostgreSQL: advisory locks on one connection of their own, so that the server frees them the
 * moment a process dies. Within the process they are memory locks: one session could take an advisory lock twice.
 *
 * @param lost called when the connection ended and with it all locks: what is held here is asked to let go, and nothing that this
 *   process remembers about uploads holds any more.
 */
export async function createPostgresLocks(database: Database, pool: pg.Pool, lost: () => void): Promise<Locks> {
  const local = createMemoryLocks();
  const listening = await database.listen(channel, (key) => {
    if (key !== '') local.askRelease(key);
  });
  let connection: Promise<pg.PoolClient> | undefined;
  let holders = new Map<string, () => void>();
  let isClosed = false;

  function connect(): Promise<pg.PoolClient> {
    connection ??= pool.connect().then(
      (client) => {
        client.on('error', (error) => {
          if (connection === undefined || isClosed) return;
          connection = undefined;
          client.release(error);
          drop();
        });
        return client;
      },
      (error: unknown) => {
        connection = undefined;
        throw ForecourtError.from(error, 'DATABASE_UNAVAILABLE', 'Could not lock an upload');
      },
    );
    return connection;
  }

  function drop(): void {
    const were = holders;
    holders = new Map();
    lost();
    for (const release of were.values()) release();
  }

  async function query(client: pg.PoolClient, name: string, key: string): Promise<boolean> {
    try {
      const { rows } = await client.query<{ done: boolean }>(`select ${name}($1::bigint) as done`, [numberOf(key)]);
      return rows[0]?.done === true;
    } catch (error) {
      throw ForecourtError.from(error, 'DATABASE_UNAVAILABLE', 'Could not lock an upload');
    }
  }

  return {
    async acquire(key, options): Promise<Lock> {
      const inside = await local.acquire(key, options);
      try {
        const client = await connect();
        const deadline = performance.now() + options.waitMs;
        let isAsked = false;
        while (!(await query(client, 'pg_try_advisory_lock', key))) {
          if (performance.now() > deadline) throw lockedError();
          if (!isAsked) await database.notify(channel, key);
          isAsked = true;
          await wait(tryAgainMs, undefined, { ...(options.signal && { signal: options.signal }) });
        }
        holders.set(key, options.release ?? (() => undefined));
        return {
          async unlock() {
            try {
              // After a lost connection nothing is held; taking it from a newer holder here would be wrong.
              if (holders.delete(key) && connection !== undefined) await query(client, 'pg_advisory_unlock', key);
            } finally {
              await inside.unlock();
            }
          },
        };
      } catch (error) {
        await inside.unlock();
        throw ForecourtError.from(error);
      }
    },
    async [Symbol.asyncDispose]() {
      if (isClosed) return;
      isClosed = true;
      await listening[Symbol.asyncDispose]();
      const client = await connection?.catch(() => undefined);
      // Ended rather than given back: the locks of a session end with it.
      client?.release(true);
    },
  };
}

/** Advisory locks are named by 64 bits. Two uploads with the same number wait for each other, which is rare and harmless. */
function numberOf(key: string): string {
  return createHash('sha256').update(`forecourt upload ${key}`).digest().readBigInt64BE().toString();
}
