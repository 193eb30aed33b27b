import { type Database, openDatabase } from '../../packages/server/src/database/open.ts';
import { createEmbeddedQueue } from '../../packages/server/src/jobs/embedded/embedded-queue.ts';
import type { Queue } from '../../packages/server/src/jobs/queue.ts';
import { createRedisQueue } from '../../packages/server/src/jobs/redis/redis-queue.ts';
import { createLocalStorage, type Storage } from '../../packages/server/src/storage/index.ts';
import {
  type ColumnName,
  postgres,
  type RunningRedis,
  redis,
  startPostgres,
  startRedis,
  temporaryFolder,
} from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';

/** What jobs need, without a server. */
export interface JobSite extends AsyncDisposable {
  readonly database: Database;
  readonly databaseUrl: string | undefined;
  readonly storage: Storage;
  readonly redis: RunningRedis | undefined;
  readonly folder: string;
  openQueue(): Promise<Queue>;
}

/** PGlite with the queue inside it, or PostgreSQL with Redis. */
export async function openJobSite(column: ColumnName): Promise<JobSite> {
  if (column === 'grown' && !(postgres.isThere && redis.isThere)) throw new Skipped('there is no PostgreSQL or no Redis on this machine');
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const cluster = column === 'grown' ? stack.use(await startPostgres()) : undefined;
  const server = column === 'grown' ? stack.use(await startRedis({ appendOnly: true })) : undefined;
  const databaseUrl = await cluster?.createDatabase();
  const database = stack.use(await openDatabase({ dataDir: folder.path, url: databaseUrl }));
  const storage = stack.use(await createLocalStorage({ folder: folder.path }));
  const rest = stack.move();
  return {
    ...{ database, databaseUrl, storage, redis: server, folder: folder.path },
    openQueue: () => (server ? createRedisQueue({ url: server.url }) : createEmbeddedQueue({ database })),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
