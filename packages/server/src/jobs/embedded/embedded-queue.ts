import { ForecourtError } from '@forecourt/errors';
import { v7 as newId } from 'uuid';
import { databaseError } from '../../database/failures.ts';
import { type Logger, silentLogger } from '../logger.ts';
import type { AddOptions, Message, Queue, Subscription } from '../queue.ts';
import { inRounds } from '../rounds.ts';
import { type QueueDatabase, startBoss } from './boss.ts';
import { subscribe } from './subscription.ts';

export interface EmbeddedQueueOptions {
  readonly database: QueueDatabase;
  /** Another name is another queue in the same database. */
  readonly name?: string | undefined;
  readonly logger?: Logger | undefined;
  /** How often is looked for messages of which no notification told. */
  readonly lookAnywayMs?: number | undefined;
}

/**
 * A queue in the database that is there anyway: pg-boss on PGlite or PostgreSQL. Workers in other processes are woken through the
 * database's notifications, so nothing has to poll for a message to be picked up at once.
 *
 * @throws DATABASE_UNAVAILABLE
 */
export async function createEmbeddedQueue(options: EmbeddedQueueOptions): Promise<Queue> {
  const { database, name = 'forecourt-jobs', logger = silentLogger, lookAnywayMs = 5000 } = options;
  const channel = name.replaceAll('-', '_');
  const { boss, connection } = await orUnavailable(startBoss(database, name, logger));
  const subscriptions = new Set<Subscription>();
  let closing: Promise<void> | undefined;

  async function addAll(messages: readonly (Message & AddOptions)[]): Promise<void> {
    if (messages.length === 0) return;
    const sent = messages.map(({ jobId, dealershipId, priority = 0, delayMs = 0 }) => ({
      // Messages of one priority come in the order of their making, and that is also the order of these ids.
      id: newId(),
      data: { jobId, dealershipId },
      singletonKey: jobId,
      priority,
      ...(delayMs > 0 && { startAfter: delayMs / 1000 }),
    }));
    const added = new Set(await boss.insert(name, sent, { returnId: true }));
    for (const { id, singletonKey, priority, startAfter } of sent) {
      if (added.has(id) || startAfter !== undefined) continue;
      // One that waits here for its time already was not added again: it is brought forward.
      await boss.update(name, undefined, { singletonKey, priority, startAfter: 0 });
    }
    await database.notify(channel, String(Math.min(...messages.map(({ delayMs = 0 }) => Math.max(0, delayMs)))));
  }

  /** Those that are added in the same moment travel together. */
  const addTogether = inRounds<Message & AddOptions, true>({
    most: 500,
    async work(messages) {
      await addAll(messages);
      return messages.map(() => true);
    },
  });
  const add = async (message: Message, addOptions: AddOptions = {}) => void (await addTogether({ ...message, ...addOptions }));

  async function depth(): Promise<number> {
    // pg-boss's own counts are up to a minute old.
    const { rows } = await connection.executeSql(
      "select count(*)::int as waiting from pgboss.job where name = $1 and state in ('created', 'retry')",
      [name],
    );
    return Number(rows[0]?.waiting ?? 0);
  }

  async function dueSoon(withinMs: number): Promise<number[]> {
    const { rows } = await connection.executeSql(
      `select distinct ceil(extract(epoch from start_after - now()) * 1000)::int as due_in from pgboss.job
        where name = $1 and state in ('created', 'retry') and start_after > now() and start_after < now() + $2 * interval '1 millisecond'
        order by due_in limit 20`,
      [name, withinMs],
    );
    return rows.map((row) => Number(row.due_in) + 1);
  }

  async function stop(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await boss.stop({ graceful: false, close: false });
  }
  const close = () => {
    closing ??= stop();
    return closing;
  };

  return {
    kind: 'embedded',
    add: (message, addOptions) => orUnavailable(add(message, addOptions)),
    addAll: (messages) => orUnavailable(addAll(messages)),
    async work({ concurrency }, handle) {
      const parts = { boss, database, name, channel, concurrency, logger, add, dueSoon, lookAnywayMs };
      const subscription = await orUnavailable(subscribe(parts, handle));
      subscriptions.add(subscription);
      return subscription;
    },
    depth: () => orUnavailable(depth()),
    check: async () => void (await orUnavailable(depth())),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function orUnavailable<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    const known = databaseError(error);
    throw known.code === 'INTERNAL' ? new ForecourtError('INTERNAL', 'The queue in the database failed.', { cause: error }) : known;
  }
}
