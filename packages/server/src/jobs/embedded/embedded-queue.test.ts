import { postgres, startPostgres } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../database/open.ts';
import { onBothColumns } from '../../testing/columns.ts';
import { queueConformance } from '../conformance.ts';
import { silentLogger } from '../logger.ts';
import { startBoss } from './boss.ts';
import { createEmbeddedQueue } from './embedded-queue.ts';

onBothColumns('the queue in the database', (column) => {
  let database: Database;
  beforeAll(async () => {
    database = await column.open();
  });
  afterAll(() => database.close());
  conforms(`pg-boss on ${column.name}`, () => database);
});

describe.skipIf(!postgres.canStart)(`the queue in the database${postgres.note}`, () => {
  it('says that the database is away, and goes on by itself when it returns', async () => {
    await using own = await startPostgres();
    await using away = await openDatabase({ dataDir: '/nowhere', url: await own.createDatabase() });
    await using queue = await createEmbeddedQueue({ database: away });
    const { promise: arrived, resolve } = Promise.withResolvers<string>();
    await queue.work({ concurrency: 1 }, async ({ jobId }) => {
      resolve(jobId);
      return undefined;
    });
    await own.kill();
    const message = { jobId: crypto.randomUUID(), dealershipId: crypto.randomUUID() };
    await expect(queue.add(message)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    await expect(queue.check()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await own.restart();
    await queue.add(message);
    expect(await arrived).toBe(message.jobId);
  });
});

function conforms(name: string, database: () => Database): void {
  queueConformance({
    name,
    open: (place) => createEmbeddedQueue({ database: database(), name: place, lookAnywayMs: 500 }),
    async openMortal(place) {
      const { pglite, pool, ...rest } = database();
      const life = { isOver: false };
      const mortal = { ...rest, ...(pglite && { pglite: endingWith(life, pglite) }), ...(pool && { pool: endingWith(life, pool) }) };
      return {
        queue: await createEmbeddedQueue({ database: mortal, name: place }),
        async die() {
          life.isOver = true;
        },
      };
    },
    async hastenReturn(place) {
      const { boss, connection } = await startBoss(database(), place, silentLogger);
      await connection.executeSql("update pgboss.job set heartbeat_on = now() - interval '1 hour' where name = $1", [place]);
      await connection.executeSql('update pgboss.queue set monitor_on = null where name = $1', [place]);
      await boss.supervise(place);
      await boss.stop({ graceful: false, close: false });
    },
  });
}

/** A connection of a process that may die: from then on nothing gets through. */
function endingWith<Connection extends object>(life: { readonly isOver: boolean }, connection: Connection): Connection {
  return new Proxy(connection, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...parameters: unknown[]) =>
        life.isOver ? Promise.reject(new Error('This process is dead.')) : Reflect.apply(value, target, parameters);
    },
  });
}
