import { ForecourtError } from '@forecourt/errors';
import { type Db, fromPglite, PgBoss } from 'pg-boss';
import type { Database } from '../../database/open.ts';
import type { Logger } from '../logger.ts';

/** What the queue needs of a database. */
export type QueueDatabase = Pick<Database, 'kind' | 'pglite' | 'pool' | 'notify' | 'listen'>;

export interface StartedBoss {
  readonly boss: PgBoss;
  readonly connection: Db;
}

/** A worker that gives no sign of life for so long is taken for dead; pg-boss allows no less. */
export const heartbeatSeconds = 10;
/** How often pg-boss looks for messages of the dead. */
const superviseSeconds = 15;

/** Starts pg-boss on our own connection: its tables live beside ours, in a schema of their own. */
export async function startBoss(database: QueueDatabase, name: string, logger: Logger): Promise<StartedBoss> {
  const connection = connect(database);
  const boss = new PgBoss({
    db: connection,
    backend: database.kind,
    schedule: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    // Rebuilding indexes and watching vacuum are an operator's business in a database that is not ours alone.
    reindex: false,
    monitorVacuum: false,
  });
  boss.on('error', (error) => logger.error({ err: error }, 'the queue in the database failed'));
  boss.on('warning', (warning) => logger.warn({ warning }, 'the queue in the database warns'));
  await boss.start();
  await boss.createQueue(name, {
    // One waiting message for each job; those under way do not count.
    policy: 'short',
    heartbeatSeconds,
    // A message comes back for as long as its job wants it: the job counts its tries, not the queue.
    retryLimit: 1_000_000,
    retryDelay: 0,
    expireInSeconds: 23 * 3600,
    deleteAfterSeconds: 3600,
  });
  return { boss, connection };
}

function connect({ kind, pglite, pool }: QueueDatabase): Db {
  if (kind === 'pglite' && pglite !== undefined) return fromPglite(pglite);
  if (kind === 'postgres' && pool !== undefined) {
    return { executeSql: (text, values) => pool.query(text, values) };
  }
  throw new ForecourtError('INTERNAL', 'The queue was given a database without its connection.');
}
