import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { countWaiting } from '../../packages/server/src/database/job-sweep.ts';
import { addDealerships, addEmptyJobs, removeJobs } from '../../packages/server/src/jobs/testing/empty-jobs.ts';
import { startWorker } from '../../packages/server/src/jobs/worker.ts';
import type { ColumnName } from '../../packages/testing/src/index.ts';
import type { Benchmark, Context } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';
import { idleProvider } from './idle-provider.ts';
import { bareBoss, bareBullmq } from './peers.ts';
import { openJobSite } from './site.ts';

/** Jobs at once in the one worker: those that wait for the database share its transactions. */
const concurrency = 100;
const counts = { grown: 6000, embedded: 2000 } as const;
const wanted = { grown: 2000, embedded: 500 } as const;

/** The whole way of a job that does nothing: its row, its message, its turn, its lease, its end. */
export function emptyJobs(column: ColumnName): Benchmark {
  const isGrown = column === 'grown';
  return {
    name: `jobs.empty.${isGrown ? 'redis' : 'embedded'}`,
    title: `empty jobs a second of ten dealerships, ${isGrown ? 'PostgreSQL and Redis, beside BullMQ alone' : 'PGlite, beside pg-boss alone'}`,
    target: { field: 'value', bound: 'at least', limit: wanted[column] },
    repeat: 5,
    run: (context) => measure(column, context),
  };
}

async function measure(column: ColumnName, context: Context) {
  const count = counts[column];
  await using site = await openJobSite(column);
  const { database, storage } = site;
  await using queue = await site.openQueue();
  const among = await addDealerships(database, 10);
  await using worker = await startWorker({ database, queue, storage, provider: idleProvider, concurrency });
  const isEmpty = async () => (await countWaiting(database.orm)) === 0 && worker.underWay === 0;
  let run = 0;
  const pairs = await alternately(context, {
    unit: 'jobs/s',
    async ours() {
      const started = performance.now();
      await addEmptyJobs(database, { count, among, queue });
      while (!(await isEmpty())) await wait(20, undefined, { signal: context.signal });
      const perSecond = (1000 * count) / (performance.now() - started);
      await removeJobs(database);
      return perSecond;
    },
    peer: () =>
      site.redis ? bareBullmq(site.redis.url, count, concurrency) : bareBoss(join(site.folder, `bare-${++run}`), count, concurrency),
  });
  return compare(pairs, { unit: 'jobs/s', peer: site.redis ? 'BullMQ alone' : 'pg-boss alone', better: 'more', details: [] });
}
