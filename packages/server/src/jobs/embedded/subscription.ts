import type { Job, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { createHandlers } from '../handlers.ts';
import type { Logger } from '../logger.ts';
import { type AddOptions, type Handle, type Message, messageSchema, type Subscription } from '../queue.ts';
import { inRounds } from '../rounds.ts';
import { heartbeatSeconds, type QueueDatabase } from './boss.ts';

interface SubscriptionOptions {
  readonly boss: PgBoss;
  readonly database: QueueDatabase;
  readonly name: string;
  readonly channel: string;
  readonly concurrency: number;
  readonly logger: Logger;
  /** Milliseconds until the next messages become due, of those that do within `withinMs`. */
  readonly dueSoon: (withinMs: number) => Promise<readonly number[]>;
  readonly add: (message: Message, options: AddOptions) => Promise<void>;
  /** A notification can be lost with its connection: a look this often is the floor. */
  readonly lookAnywayMs: number;
}

/** What pg-boss answers to a heartbeat; its types are silent about it. */
const touchedSchema = z.object({ affected: z.int() });

/** How long to wait with the next look when the database does not answer. */
const afterTroubleMs = 1000;

/**
 * Takes messages whenever there is a free place: when one is added here or elsewhere, when a handler is done, and every few seconds.
 * pg-boss's own workers would do, but each looks once for a notification and then sleeps for its polling interval, so that of fifty
 * messages that arrive together most wait for half a minute.
 */
export async function subscribe(options: SubscriptionOptions, handle: Handle): Promise<Subscription> {
  const { boss, database, name, channel, concurrency, logger, add, dueSoon, lookAnywayMs } = options;
  const handlers = createHandlers(handle, (error, { jobId }) => logger.error({ err: error, jobId }, 'a job’s handler failed'));
  const timers = new Set<NodeJS.Timeout>();
  const settling = new Set<Promise<void>>();
  let stopped = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  /** Those that end in the same moment go together. */
  const remove = inRounds<Job<unknown>, true>({
    most: 500,
    async work(ended) {
      await boss.deleteJob(name, [...ended]);
      return ended.map(() => true);
    },
  });

  function lookIn(delayMs: number): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      look();
    }, delayMs);
    timers.add(timer);
  }

  function look(): void {
    lookAgain = true;
    looking ??= takeWhileThereIs().finally(() => {
      looking = undefined;
      if (lookAgain && !stopped) look();
    });
  }

  async function takeWhileThereIs(): Promise<void> {
    try {
      while (lookAgain && !stopped) {
        lookAgain = false;
        const free = concurrency - settling.size;
        if (free <= 0) return;
        const taken = await boss.fetch<unknown>(name, { batchSize: free });
        for (const job of taken) start(job);
        // All places taken: the next look is when one becomes free.
        if (taken.length > 0 && taken.length < free) lookAgain = true;
      }
    } catch (error) {
      lookAgain = false;
      logger.warn({ err: error }, 'the queue in the database does not answer');
      lookIn(afterTroubleMs);
    }
  }

  function start(job: Job<unknown>): void {
    const done = settle(job).finally(() => {
      settling.delete(done);
      look();
    });
    settling.add(done);
  }

  /** From the handler's start to the end of its message; never rejects. */
  async function settle(job: Job<unknown>): Promise<void> {
    const controller = new AbortController();
    const heartbeat = setInterval(() => void beat(job, controller), (heartbeatSeconds / 3) * 1000);
    try {
      const message = messageSchema.parse(job.data);
      const again = await handlers.run(message, controller);
      // The next one is there before this one goes: a crash between the two doubles the message, and does not lose it.
      if (again) await add(message, again);
      await remove(job);
    } catch (error) {
      // The message is not settled, so it comes back when its heartbeats are missed.
      logger.error({ err: error }, 'a message could not be settled');
    } finally {
      clearInterval(heartbeat);
    }
  }

  async function beat(job: Job<unknown>, controller: AbortController): Promise<void> {
    try {
      const { affected } = touchedSchema.parse(await boss.touch(name, job));
      if (affected === 0) controller.abort(new DOMException('Another worker has this message now.', 'AbortError'));
    } catch (error) {
      // A heartbeat that could not be told says nothing about whose message it is.
      logger.warn({ err: error }, 'a heartbeat could not be told');
    }
  }

  /** Messages that were delayed before anybody here listened. */
  async function lookAhead(): Promise<void> {
    look();
    try {
      for (const delayMs of await dueSoon(lookAnywayMs)) lookIn(delayMs);
    } catch (error) {
      logger.warn({ err: error }, 'the queue in the database does not answer');
    }
  }

  const heard = await database.listen(channel, (payload) => {
    const delayMs = Number(payload);
    if (payload === '') void lookAhead();
    else if (delayMs > 0) lookIn(delayMs + 1);
    else look();
  });
  const anyway = setInterval(() => void lookAhead(), lookAnywayMs);
  await lookAhead();

  async function stop({ graceMs }: { readonly graceMs?: number | undefined } = {}): Promise<void> {
    stopped = true;
    clearInterval(anyway);
    for (const timer of timers) clearTimeout(timer);
    // At once: what a look under way still brings is given back unread.
    const settled = handlers.settle(graceMs);
    await looking;
    await settled;
    await Promise.all(settling);
    await heard[Symbol.asyncDispose]();
  }

  return { stop, [Symbol.asyncDispose]: () => stop() };
}
