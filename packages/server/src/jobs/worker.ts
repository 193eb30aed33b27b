import type { Provider } from '@forecourt/sdk/providers';
import { beginJob } from '../database/job-leases.ts';
import { readJobState } from '../database/job-sweep.ts';
import type { Database } from '../database/open.ts';
import type { Storage } from '../storage/index.ts';
import { comingChannel } from './announce.ts';
import { type Logger, silentLogger } from './logger.ts';
import type { Again, Handle, Message, Queue } from './queue.ts';
import { runJob } from './run-job.ts';
import { cancelledChannel } from './service.ts';
import { sweep } from './sweep.ts';

export interface WorkerOptions {
  readonly database: Database;
  readonly queue: Queue;
  readonly storage: Storage;
  readonly provider: Provider;
  /** Jobs at once. Two: while one is encoded or stored, the other has the processor for its inference. */
  readonly concurrency?: number | undefined;
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

/** Databases in which this process has looked for what a former one left. */
const opened = new WeakSet<Database>();

/**
 * Works on jobs until it is stopped. Any number of workers may share a database and a queue; each job gets one result, however often
 * its message came and whoever died on the way.
 *
 * @example
 * await using worker = await startWorker({ database, queue, storage, provider: createLocalProvider() });
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { database, queue, storage, provider, concurrency = 2, leaseMs = 12_000, sweepEveryMs = 5_000 } = options;
  const { logger = silentLogger, random = Math.random, getReady = 'now' } = options;
  const running = new Map<string, Set<AbortController>>();
  let underWay = 0;

  const ending = new AbortController();
  let warming: Promise<void> | undefined;
  const warm = () => {
    warming ??= provider.warm?.({ signal: ending.signal }).catch((error: unknown) => {
      // Each job will say so again, with what to do about it; and the next announcement may find it mended.
      if (!ending.signal.aborted) logger.warn({ err: error }, 'the provider could not get ready');
      warming = undefined;
    });
  };

  const handle: Handle = async (message, { signal: stop }) => {
    // A job begins when it can be worked on: a worker that dies while its model loads has not tried any.
    warm();
    await warming;
    if (ending.signal.aborted) return { delayMs: 0 };
    const beginning = await beginJob(database, message, { leaseMs, provider: provider.name });
    if (beginning.kind === 'over') return undefined;
    if (beginning.kind === 'later') return { delayMs: beginning.delayMs, priority: beginning.priority };
    const lost = new AbortController();
    const ofJob = running.get(message.jobId) ?? new Set();
    running.set(message.jobId, ofJob.add(lost));
    underWay++;
    try {
      await runJob(beginning.job, { database, storage, provider, leaseMs, logger, random, stop, lost });
    } finally {
      underWay--;
      ofJob.delete(lost);
      if (ofJob.size === 0) running.delete(message.jobId);
    }
    return nextTurn(message);
  };

  /** The job may wait again: for its next try, for a stop, or since somebody cancelled and retried it meanwhile. */
  async function nextTurn(message: Message): Promise<Again | undefined> {
    const now = await readJobState(database.orm, message);
    return now?.state === 'waiting' ? { delayMs: now.delayMs, priority: now.priority } : undefined;
  }

  const isFirst = database.kind === 'pglite' && !opened.has(database);
  opened.add(database);
  await sweep({ database, queue, all: isFirst });
  const cancels = await database.listen(cancelledChannel, (jobId) => {
    for (const lost of running.get(jobId) ?? []) lost.abort(new DOMException('The job was cancelled.', 'AbortError'));
  });

  if (getReady === 'now') warm();
  const announcements = await database.listen(comingChannel, warm);
  const subscription = await queue.work({ concurrency }, handle);
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweeper = setInterval(() => {
    sweeping = sweeping
      .then(() => sweep({ database, queue }))
      .catch((error: unknown) => logger.warn({ err: error }, 'lost jobs could not be looked for'));
  }, sweepEveryMs);

  async function stopNow(graceMs: number | undefined): Promise<void> {
    clearInterval(sweeper);
    ending.abort();
    await subscription.stop({ graceMs });
    await Promise.all([sweeping, warming, cancels[Symbol.asyncDispose](), announcements[Symbol.asyncDispose]()]);
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
