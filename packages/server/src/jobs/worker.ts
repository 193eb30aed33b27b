import { hostname } from 'node:os';
import { v7 as newId } from 'uuid';
import type { JobLease } from '../database/job-rows.ts';
import { readJobState } from '../database/job-sweep.ts';
import { type BegunJob, beginJobs } from '../database/job-turns.ts';
import type { Database } from '../database/open.ts';
import type { JobLane } from '../database/tables/pictures.ts';
import { announceWorker, removeWorker } from '../database/workers.ts';
import type { JobObserver } from '../telemetry/index.ts';
import { comingChannel } from './announce.ts';
import type { Craft } from './craft.ts';
import { type CutoutCraftOptions, cutoutCraft } from './cutout-craft.ts';
import { type Logger, silentLogger } from './logger.ts';
import { observedRun } from './observed-run.ts';
import { openPlaces, usualPlaces } from './places.ts';
import type { Again, Handle, Message, Queue } from './queue.ts';
import { inRounds } from './rounds.ts';
import { cancelledChannel } from './service.ts';
import { sweep } from './sweep.ts';
import type { JobWatcher } from './watcher.ts';

export type WorkerOptions = Omit<CraftWorkerOptions<unknown>, 'craft'> & Omit<CutoutCraftOptions, 'database' | 'most'>;

export interface CraftWorkerOptions<Result> {
  readonly database: Database;
  /** Of the jobs that this craft takes. */
  readonly queue: Queue;
  readonly craft: Craft<Result>;
  /** Jobs at once by this machine. */
  readonly concurrency?: number | undefined;
  /** So many more at once just now, since others than this machine do the work. Asked every few seconds. */
  readonly more?: (() => Promise<number>) | undefined;
  /** A worker that gives no sign of life for so long loses its job. */
  readonly leaseMs?: number | undefined;
  readonly sweepEveryMs?: number | undefined;
  /**
   * When the provider gets ready: now, or when {@link announceWork} says that work will come. A model in memory takes hundreds of
   * megabytes, which a server that nobody uses can do without.
   */
  readonly getReady?: 'now' | 'when work comes' | undefined;
  readonly logger?: Logger | undefined;
  readonly random?: (() => number) | undefined;
  /** Told what came of jobs. */
  readonly watcher?: JobWatcher | undefined;
  /** Told how each try goes: for figures. */
  readonly observer?: JobObserver | undefined;
}

export interface Worker extends AsyncDisposable {
  /** Jobs under way here. */
  readonly underWay: number;
  /**
   * Takes no more jobs and waits for those under way. What is not done after `graceMs` goes back to waiting, without counting as a
   * try. Twice is fine.
   */
  stop(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

/** In one transaction: enough to share its price, few enough that nobody waits for it. */
const mostAtOnce = 100;

/** Databases in which this process has looked for what a former one left, and in which lanes. */
const opened = new WeakMap<Database, Set<JobLane>>();

function isFirstIn(database: Database, lane: JobLane): boolean {
  const lanes = opened.get(database) ?? new Set();
  opened.set(database, lanes);
  const isFirst = !lanes.has(lane);
  lanes.add(lane);
  return isFirst;
}

/**
 * Makes cutouts until it is stopped. Any number of workers may share a database and a queue; each job gets one result, however often
 * its message came and whoever died on the way.
 *
 * @example
 * await using worker = await startWorker({ database, queue, storage, provider: createLocalProvider() });
 */
export function startWorker({ storage, provider, providerOf, isEngineWanted, ...options }: WorkerOptions): Promise<Worker> {
  const { database, concurrency: most } = options;
  return startCraftWorker({ ...options, craft: cutoutCraft({ database, storage, provider, providerOf, isEngineWanted, most }) });
}

/** The same for any craft. */
export async function startCraftWorker<Result>(options: CraftWorkerOptions<Result>): Promise<Worker> {
  const { database, queue, craft, concurrency = usualPlaces, leaseMs = 12_000, sweepEveryMs = 5_000 } = options;
  const { logger = silentLogger, random = Math.random, getReady = 'now', watcher, observer, more = async () => 0 } = options;
  const id = newId();
  const running = new Map<string, Set<AbortController>>();
  let underWay = 0;

  const ending = new AbortController();
  let warming: Promise<void> | undefined;
  const warm = () => {
    warming ??= craft.warm?.({ signal: ending.signal }).catch((error: unknown) => {
      // Each job will say so again, with what to do about it; and the next announcement may find it mended.
      if (!ending.signal.aborted) {
        logger.warn({ err: error }, 'the provider could not get ready');
        watcher?.notReady(error);
      }
      warming = undefined;
    });
  };

  const handle: Handle = async (message, { signal: stop }) => {
    // A job begins when it can be worked on: a worker that dies while its model loads has not tried any.
    warm();
    await warming;
    if (ending.signal.aborted) return { delayMs: 0 };
    // A message says that there is work. Whose turn it is says the database.
    const job = await claim(message);
    if (job === null) return laterFor(message);
    const lost = new AbortController();
    const ofJob = running.get(job.jobId) ?? new Set();
    running.set(job.jobId, ofJob.add(lost));
    underWay++;
    try {
      return await observedRun(job, { database, craft, leaseMs, logger, random, stop, lost, finish, watcher, observer });
    } finally {
      underWay--;
      ofJob.delete(lost);
      if (ofJob.size === 0) running.delete(job.jobId);
    }
  };

  const claim = inRounds<Message, BegunJob | null>({
    most: mostAtOnce,
    async work(asked) {
      const begun = await beginJobs(database, { most: asked.length, lane: craft.lane, leaseMs, provider: craft.name });
      return asked.map((_, index) => begun[index] ?? null);
    },
  });
  const finish = inRounds<{ readonly lease: JobLease; readonly result: Result | null }, boolean>({
    most: mostAtOnce,
    work: (done) => craft.finish(done),
  });

  /** Nothing is in turn: a message that came before its job's time comes again. */
  async function laterFor(message: Message): Promise<Again | undefined> {
    const now = await readJobState(database.orm, message);
    return now?.state === 'waiting' && now.mayBegin ? { delayMs: now.delayMs, priority: now.priority } : undefined;
  }

  const { lane } = craft;
  await sweep({ database, queue, lane, watcher, all: isFirstIn(database, lane) && database.kind === 'pglite' });
  const cancels = await database.listen(cancelledChannel, (jobId) => {
    for (const lost of running.get(jobId) ?? []) lost.abort(new DOMException('The job was cancelled.', 'AbortError'));
  });

  if (getReady === 'now') warm();
  const announcements = await database.listen(comingChannel, warm);
  const places = await openPlaces({ queue, handle, usual: concurrency, more });
  const sign = () => ({ id, host: hostname(), processId: process.pid, provider: craft.name, concurrency: places.count, underWay });
  const announceSelf = () =>
    announceWorker(database.orm, sign()).catch((error: unknown) => logger.debug({ err: error }, 'the worker could not show itself'));
  let sweeping: Promise<unknown> = places
    .adjust()
    .catch((error: unknown) => logger.warn({ err: error }, 'nobody knows how much others do'))
    .then(announceSelf);
  const sweeper = setInterval(() => {
    sweeping = sweeping
      .then(() => places.adjust())
      .then(announceSelf)
      .then(() => sweep({ database, queue, lane, watcher, free: places.count - underWay }))
      .catch((error: unknown) => logger.warn({ err: error }, 'lost jobs could not be looked for'));
  }, sweepEveryMs);

  async function stopNow(graceMs: number | undefined): Promise<void> {
    clearInterval(sweeper);
    ending.abort();
    await places.stop({ graceMs });
    await Promise.all([sweeping, warming, cancels[Symbol.asyncDispose](), announcements[Symbol.asyncDispose]()]);
    // A worker whose database is away is not counted any more after a few seconds either.
    await removeWorker(database.orm, id).catch((error: unknown) => logger.debug({ err: error }, 'the worker could not say goodbye'));
  }
  let stopping: Promise<void> | undefined;
  const stop: Worker['stop'] = ({ graceMs } = {}) => {
    stopping ??= stopNow(graceMs);
    return stopping;
  };

  return {
    get underWay() {
      return underWay;
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}
