import { ForecourtError } from '@forecourt/errors';
import type { Queue as BullQueue, Job } from 'bullmq';
import { connectRedis, dependencyMissing } from '../../redis/connection.ts';
import { type Logger, silentLogger } from '../logger.ts';
import type { AddOptions, Message, Queue, Subscription } from '../queue.ts';
import { patienceOf, subscribe, within } from './subscription.ts';

export interface RedisQueueOptions {
  readonly url: string;
  /** Another name is another queue in the same Redis. */
  readonly name?: string | undefined;
  readonly logger?: Logger | undefined;
  /** A worker that gives no sign of life for so long is taken for dead. */
  readonly lockMs?: number | undefined;
}

/** In BullMQ 1 comes first and 2^21 last. */
const middlePriority = 1001;
/** Nobody who adds a message waits longer than this for a Redis that went away. */
const answerWithinMs = 2000;

/**
 * A queue on Redis, for any number of workers: BullMQ. The packages `bullmq` and `ioredis` are loaded here and nowhere else.
 *
 * @throws DEPENDENCY_MISSING, QUEUE_UNAVAILABLE, UNKNOWN_SETTING
 */
export async function createRedisQueue(options: RedisQueueOptions): Promise<Queue> {
  const { url, name = 'forecourt-jobs', logger = silentLogger, lockMs = 15_000 } = options;
  const bullmq = await import('bullmq').catch((cause: unknown) => {
    throw dependencyMissing('bullmq', cause);
  });
  const connections = await connectRedis(url, logger);
  const queue: BullQueue = new bullmq.Queue(name, {
    connection: connections.commands,
    skipVersionCheck: true,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  });
  queue.on('error', (error) => logger.debug({ err: error }, 'the queue on Redis failed'));
  const subscriptions = new Set<Subscription>();
  let closing: Promise<void> | undefined;

  async function addAll(messages: readonly (Message & AddOptions)[]): Promise<void> {
    if (messages.length === 0) return;
    const added: Job[] = await queue.addBulk(
      messages.map(({ jobId, dealershipId, priority = 0, delayMs = 0 }) => ({
        name: 'job',
        data: { jobId, dealershipId },
        opts: {
          jobId,
          priority: middlePriority - Math.max(-1000, Math.min(1000, priority)),
          ...(delayMs > 0 && { delay: delayMs }),
        },
      })),
    );
    const now = added.filter((_, index) => (messages[index]?.delayMs ?? 0) <= 0);
    if (now.length === 0) return;
    // One that waits here for its time already was not added again: it is brought forward.
    const delayed = await connections.commands.zmscore(queue.toKey('delayed'), ...now.map(({ id }) => id ?? ''));
    await Promise.all(now.filter((_, index) => delayed[index] !== null).map(bringForward));
  }

  async function depth(): Promise<number> {
    const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async function stop(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await within(patienceOf(connections.commands), queue.close());
    connections.close();
  }
  const close = () => {
    closing ??= stop();
    return closing;
  };

  return {
    kind: 'redis',
    add: (message, addOptions) => orUnavailable(addAll([{ ...message, ...addOptions }])),
    addAll: (messages) => orUnavailable(addAll(messages)),
    async work({ concurrency }, handle) {
      const connection = connections.open();
      const subscription = await subscribe({ bullmq, connection, name, concurrency, lockMs, logger }, handle);
      subscriptions.add(subscription);
      return subscription;
    },
    depth: () => orUnavailable(depth()),
    check: async () => void (await orUnavailable(connections.commands.ping())),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Its time may come in the same moment: then it waits for nothing any more. */
async function bringForward(job: Job): Promise<void> {
  await job.promote().catch(async (error: unknown) => {
    if (await job.isDelayed()) throw error;
  });
}

/** Commands wait for Redis to return; callers do not. What is added after all is harmless: messages may come twice. */
async function orUnavailable<Value>(work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${answerWithinMs} ms`)), answerWithinMs);
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw ForecourtError.from(error, 'QUEUE_UNAVAILABLE', 'The queue on Redis does not answer');
  } finally {
    clearTimeout(timer);
  }
}
