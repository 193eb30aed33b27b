import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { createHandlers } from '../handlers.ts';
import type { Logger } from '../logger.ts';
import { type Handle, messageSchema, type Subscription } from '../queue.ts';

interface SubscriptionOptions {
  readonly bullmq: typeof import('bullmq');
  readonly connection: Redis;
  readonly name: string;
  readonly concurrency: number;
  readonly lockMs: number;
  readonly logger: Logger;
}

/** While Redis is away BullMQ would wait for it for ever; a process that ends does not. Where it is there, saying goodbye may take time. */
const closeWithinMs = { away: 2_000, there: 15_000 };

/** How long closing may take on this connection. */
export function patienceOf(connection: Redis): number {
  return connection.status === 'ready' ? closeWithinMs.there : closeWithinMs.away;
}

/** Works on a BullMQ queue. A message whose worker died comes back when its lock has run out. */
export async function subscribe(options: SubscriptionOptions, handle: Handle): Promise<Subscription> {
  const { bullmq, connection, name, concurrency, lockMs, logger } = options;
  const handlers = createHandlers(handle, (error, { jobId }) => logger.error({ err: error, jobId }, 'a job’s handler failed'));
  const controllers = new Map<string, AbortController>();

  async function process(job: Job, token: string | undefined): Promise<void> {
    const parsed = messageSchema.safeParse(job.data);
    if (!parsed.success) throw new bullmq.UnrecoverableError('This is no message of ours.');
    const controller = new AbortController();
    controllers.set(parsed.data.jobId, controller);
    const again = await handlers.run(parsed.data, controller);
    controllers.delete(parsed.data.jobId);
    if (again === undefined) return;
    await job.moveToDelayed(Date.now() + Math.max(1, again.delayMs), token);
    throw new bullmq.DelayedError();
  }

  const worker = new bullmq.Worker(name, process, {
    connection,
    concurrency,
    skipVersionCheck: true,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    // The job counts its tries, not the queue.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  worker.on('error', (error) => logger.debug({ err: error }, 'the worker on Redis failed'));
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) controllers.get(id)?.abort(new DOMException('Another worker has this message now.', 'AbortError'));
  });
  await worker.waitUntilReady();

  let stopping: Promise<void> | undefined;
  async function stopNow(graceMs: number | undefined): Promise<void> {
    const pausing = worker.pause(true);
    await handlers.settle(graceMs);
    await within(patienceOf(connection), Promise.all([pausing, worker.close()]));
    connection.disconnect();
  }
  const stop: Subscription['stop'] = ({ graceMs } = {}) => {
    stopping ??= stopNow(graceMs);
    return stopping;
  };
  return { stop, [Symbol.asyncDispose]: () => stop() };
}

/** Waits for work that may never come to its end, and not for long. */
export async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  // A worker that could not say goodbye leaves its messages to their locks.
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
