import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { fromPglite, PgBoss } from 'pg-boss';
import { openPglite } from '../../packages/server/src/database/pglite.ts';

/** Jobs a second of BullMQ alone: added in bulk, a handler that does nothing. */
export async function bareBullmq(redisUrl: string, count: number, concurrency: number): Promise<number> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const blocking = connection.duplicate();
  const name = `bare-${crypto.randomUUID()}`;
  const queue = new Queue(name, { connection, skipVersionCheck: true, defaultJobOptions: { removeOnComplete: true } });
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  const started = performance.now();
  const worker = new Worker(
    name,
    async () => {
      if (++seen === count) resolve();
    },
    { connection: blocking, concurrency, skipVersionCheck: true },
  );
  for (let from = 0; from < count; from += 1000) {
    await queue.addBulk(Array.from({ length: Math.min(1000, count - from) }, (_, index) => ({ name: 'job', data: { index } })));
  }
  await done;
  const perSecond = (1000 * count) / (performance.now() - started);
  await worker.close();
  await queue.close();
  blocking.disconnect();
  connection.disconnect();
  return perSecond;
}

/** Jobs a second of pg-boss alone on PGlite: inserted in bulk, fetched and completed as many at once as there are places. */
export async function bareBoss(folder: string, count: number, concurrency: number): Promise<number> {
  await using database = await openPglite({ dataDir: folder });
  const { pglite } = database;
  if (!pglite) throw new Error('This database is no PGlite.');
  const boss = new PgBoss({ db: fromPglite(pglite), backend: 'pglite', schedule: false });
  await boss.start();
  await boss.createQueue('bare');
  const started = performance.now();
  for (let from = 0; from < count; from += 1000) {
    await boss.insert(
      'bare',
      Array.from({ length: Math.min(1000, count - from) }, (_, index) => ({ data: { index } })),
    );
  }
  for (let seen = 0; seen < count; ) {
    const taken = await boss.fetch('bare', { batchSize: concurrency });
    await boss.complete(
      'bare',
      taken.map(({ id }) => id),
    );
    seen += taken.length;
  }
  const perSecond = (1000 * count) / (performance.now() - started);
  await boss.stop({ graceful: false, close: false });
  return perSecond;
}
