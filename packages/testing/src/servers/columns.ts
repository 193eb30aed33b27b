import { type RunningPostgres, startPostgres } from '../postgres.ts';
import { type RunningRedis, startRedis } from '../redis.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { installTinyModel } from '../tiny-model.ts';
import { type ServerEnvironment, type ServerProcess, startServer } from './server-process.ts';

export type ColumnName = 'embedded' | 'grown';

/** One column of "what runs where", running: everything that a server needs, and the servers. */
export interface Column extends AsyncDisposable {
  readonly name: ColumnName;
  readonly dataDir: string;
  /** One in the embedded column; two on one database, one queue and one folder in the grown. */
  readonly servers: readonly ServerProcess[];
  /** For one more server on the same. */
  readonly environment: ServerEnvironment;
  readonly postgres?: RunningPostgres;
  readonly redis?: RunningRedis;
}

/** Starts a column with the tiny model, which takes red for car. */
export async function startColumn(name: ColumnName, more: ServerEnvironment = {}): Promise<Column> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const { model, dataDir, cacheDir } = await installTinyModel(folder.path);
  const common = { FORECOURT_MODEL: model, FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_THREADS: '1', ...more };
  if (name === 'embedded') {
    const server = stack.use(await startServer(common));
    return column(stack.move(), { name, dataDir, environment: common, servers: [server] });
  }
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis({ appendOnly: true })]);
  stack.use(postgres);
  stack.use(redis);
  const environment = { ...common, DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
  // The first makes the tables and the owner; the second finds them.
  const servers = [stack.use(await startServer(environment)), stack.use(await startServer(environment))];
  return column(stack.move(), { name, dataDir, environment, servers, postgres, redis });
}

function column(stack: AsyncDisposableStack, parts: Omit<Column, keyof AsyncDisposable>): Column {
  return { ...parts, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
