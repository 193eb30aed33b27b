import { statfs } from 'node:fs/promises';
import { countDeliveries, countFiles, countWorkers, readPauses, readQueueFigures } from '../database/figures.ts';
import type { Database } from '../database/index.ts';
import type { Logger } from '../settings/logger.ts';
import type { Metrics } from './metrics.ts';
import type { MetricKeyOf } from './metrics-table.ts';

export interface SampledParts {
  readonly metrics: Metrics;
  readonly database: Database;
  readonly dataDir: string;
  readonly logger: Logger;
  /** Whether each part works, by its name. */
  parts(): Promise<Readonly<Record<string, boolean>>>;
}

/** However many read: the database is asked this often at most. */
const freshMs = 2_000;
/** Counting all files reads a whole table. */
const storageFreshMs = 15 * 60_000;
/** A scrape of Prometheus gives up after ten seconds by default. */
const deadlineMs = 4_000;

const ofQueue = ['jobs', 'jobOldestWaiting', 'workers', 'queuePaused', 'deliveries'] as const satisfies readonly MetricKeyOf<'gauge'>[];
const ofStorage = ['storageBytes', 'storageFiles'] as const satisfies readonly MetricKeyOf<'gauge'>[];

/** Brings those gauges up to date before each reading that nobody counts along the way: queue, storage, database, disk. */
export function sampleFigures({ metrics, database, dataDir, logger, parts }: SampledParts): void {
  const samples = [
    fresh(freshMs, async () => {
      for (const [part, works] of Object.entries(await parts())) metrics.set('partUp', { part }, works ? 1 : 0);
    }),
    fresh(freshMs, () => sampleDisk(metrics, dataDir)),
    fresh(freshMs, () => forgetting(metrics, ['databaseLatency'], () => sampleLatency(metrics, database))),
    fresh(freshMs, () => forgetting(metrics, ofQueue, () => sampleQueue(metrics, database))),
    fresh(storageFreshMs, () => forgetting(metrics, ofStorage, () => sampleStorage(metrics, database))),
  ];
  metrics.beforeReading(async () => {
    samplePool(metrics, database);
    const settled = await Promise.allSettled(samples.map((sample) => within(deadlineMs, sample())));
    for (const { reason } of settled.filter((sample) => sample.status === 'rejected')) {
      logger.debug({ err: reason }, 'a figure could not be sampled');
    }
  });
}

async function sampleDisk(metrics: Metrics, dataDir: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(dataDir);
  metrics.set('diskFree', {}, bavail * bsize);
  metrics.set('diskSize', {}, blocks * bsize);
}

async function sampleLatency(metrics: Metrics, database: Database): Promise<void> {
  const startedAt = performance.now();
  await database.check();
  metrics.set('databaseLatency', {}, (performance.now() - startedAt) / 1000);
}

async function sampleQueue(metrics: Metrics, { orm }: Database): Promise<void> {
  const { waiting, working, oldestWaitingSeconds } = await readQueueFigures(orm);
  metrics.set('jobs', { state: 'waiting' }, waiting);
  metrics.set('jobs', { state: 'working' }, working);
  metrics.set('jobOldestWaiting', {}, oldestWaitingSeconds);
  metrics.set('workers', {}, await countWorkers(orm));
  const { installation, dealerships } = await readPauses(orm);
  metrics.set('queuePaused', { scope: 'installation' }, installation === null ? 0 : 1);
  metrics.set('queuePaused', { scope: 'dealership' }, dealerships);
  for (const kind of ['email', 'webhook']) for (const state of ['waiting', 'failed']) metrics.set('deliveries', { kind, state }, 0);
  for (const { kind, state, count } of await countDeliveries(orm)) metrics.set('deliveries', { kind, state }, count);
}

async function sampleStorage(metrics: Metrics, { orm }: Database): Promise<void> {
  const { bytes, files } = await countFiles(orm);
  metrics.set('storageBytes', {}, bytes);
  metrics.set('storageFiles', {}, files);
}

function samplePool(metrics: Metrics, { pool }: Database): void {
  if (pool === undefined) return;
  metrics.set('databaseConnections', { state: 'idle' }, pool.idleCount);
  metrics.set('databaseConnections', { state: 'in use' }, pool.totalCount - pool.idleCount);
  metrics.set('databaseConnections', { state: 'wanted' }, pool.waitingCount);
}

/** What could not be sampled is not told as it was before. */
async function forgetting(metrics: Metrics, keys: readonly MetricKeyOf<'gauge'>[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const key of keys) metrics.forget(key);
    throw error;
  }
}

/** The same sample for all who ask at once or soon after; one that failed is taken anew. */
function fresh(maxAgeMs: number, take: () => Promise<void>): () => Promise<void> {
  let sample: Promise<void> | undefined;
  let until = 0;
  return () => {
    if (sample === undefined || performance.now() >= until) {
      until = Number.POSITIVE_INFINITY;
      const taking = take().then(
        () => {
          until = performance.now() + maxAgeMs;
        },
        (error: unknown) => {
          sample = undefined;
          throw error;
        },
      );
      sample = taking;
      // Whoever asked may have stopped waiting.
      taking.catch(() => undefined);
    }
    return sample;
  };
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException(`no answer within ${limitMs} ms`, 'TimeoutError')), limitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
