import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPages } from '../../apps/web/start/build.ts';
import { startServer, temporaryFolder } from '../../packages/testing/src/index.ts';

export interface StartedApp extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** The reference app with the real engine, as `npm start` runs it, on a data folder of its own that goes with it. */
export async function startApp(signal: AbortSignal): Promise<StartedApp> {
  await buildPages({ signal });
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const dataDir = join(folder.path, 'data');
  await mkdir(dataDir);
  // Prepared weights are in the person's own cache, where the other side finds them too.
  const home = process.env.HOME === undefined ? {} : { HOME: process.env.HOME };
  const server = stack.use(await startServer({ FORECOURT_DATA_DIR: dataDir, ...home }, [join('apps', 'web', 'start.ts'), '--built']));
  const { url, pid } = server;
  const owned = stack.move();
  return { url, pid, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
