import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { countWaiting } from '../../packages/server/src/database/job-sweep.ts';
import { readInstallationQueue } from '../../packages/server/src/database/queue-state.ts';
import { pauseJobs, resumeJobs } from '../../packages/server/src/jobs/index.ts';
import { makeLot } from '../../packages/server/src/jobs/testing/lot.ts';
import { repositoryFolder, startGuarded } from '../../packages/testing/src/index.ts';
import type { Benchmark, Context } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';
import { type JobSite, openJobSite } from './site.ts';

const photosOfWorker = 100;
const by = { kind: 'system', id: null, name: 'bench' } as const;

/** Jobs that wait for somebody else for 50 ms, as those of a provider over the network do: two at once in each worker. */
export const fourWorkers: Benchmark = {
  name: 'jobs.workers.redis',
  title: 'cutouts a second of four workers on Redis, each cutout 50 ms of waiting, beside four times those of one',
  target: { field: 'ratio', bound: 'at least', limit: 0.9 },
  repeat: 3,
  run: measure,
};

async function measure(context: Context) {
  await using site = await openJobSite('grown');
  const pairs = await alternately(context, {
    unit: 'cutouts/s',
    ours: () => perSecond(site, 4, context.signal),
    peer: async () => 4 * (await perSecond(site, 1, context.signal)),
    warmUps: 0,
  });
  return compare(pairs, { unit: 'cutouts/s', peer: 'four times one', better: 'more' });
}

async function perSecond(site: JobSite, workers: number, signal: AbortSignal): Promise<number> {
  const { database } = site;
  await using queue = await site.openQueue();
  const lot = await makeLot(site);
  const pause = { scope: 'installation', dealershipId: lot.dealershipId, by } as const;
  await pauseJobs({ database }, pause);
  const count = photosOfWorker * workers;
  for (let photo = 0; photo < count; photo++) await lot.addCar();
  const env = { DATABASE_URL: site.databaseUrl ?? '', REDIS_URL: site.redis?.url ?? '', FORECOURT_DATA_DIR: site.folder };
  const script = join(repositoryFolder, 'bench', 'children', 'job-worker.ts');
  const start = () =>
    startGuarded(process.execPath, ['--disable-warning=ExperimentalWarning', script], { ready: /working/, env, cwd: repositoryFolder });
  const children = await Promise.all(Array.from({ length: workers }, start));
  try {
    const started = performance.now();
    await resumeJobs({ database, queue }, pause);
    for (;;) {
      const { dealerships } = await readInstallationQueue(database.orm);
      if (dealerships.length === 0 && (await countWaiting(database.orm)) === 0) break;
      await wait(25, undefined, { signal });
    }
    return (1000 * count) / (performance.now() - started);
  } finally {
    await Promise.all(children.map((child) => child.end('SIGTERM')));
  }
}
