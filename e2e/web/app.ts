import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installTinyModel, type Place, putPreparedDatabase, repositoryFolder, startGuarded, temporaryFolder } from '@forecourt/testing';
import { buildPages } from '../../apps/web/start/build.ts';

export const owner = { email: 'ann@example.com', password: 'a long enough password' } as const;

export interface AppOptions {
  /** Creates the owner by settings, instead of leaving the first run to the browser. */
  readonly hasOwner?: boolean;
  /** The real engine with its weights, instead of one that takes red for car and costs next to nothing. */
  readonly hasRealEngine?: boolean;
  /** More settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** The computer of a network that it runs on, and its address there; this machine itself where left out. */
  readonly at?: { readonly place: Place; readonly address: string };
}

/** An app as tests meet it, whoever started it. */
export interface App {
  readonly url: string;
  readonly dataDir: string;
  readonly owner: { readonly email: string; readonly password: string };
}

export interface RunningApp extends App, AsyncDisposable {
  /** The address that was printed: the first run's with its code, or the first page. */
  readonly printedUrl: string;
  readonly pid: number;
  /** What it printed last. */
  output(): string;
  /** Ends it by a signal and starts it again on the same port and data folder. */
  restart(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts the built app as `npm start` does: one process, on a free port, with a data folder of its own that goes with it.
 * The pages are built once for all tests.
 *
 * @example
 * await using app = await startApp({ hasOwner: true });
 * await page.goto(app.url);
 */
export async function startApp({ hasOwner = false, hasRealEngine = false, env = {}, at }: AppOptions = {}): Promise<RunningApp> {
  await buildPages();
  const folder = await temporaryFolder();
  const engine = hasRealEngine ? await realEngine(folder.path) : await tinyEngine(folder.path);
  const settings = {
    ...engine,
    ...(hasOwner && { FORECOURT_OWNER_EMAIL: owner.email, FORECOURT_OWNER_PASSWORD: owner.password }),
    ...(at && { HOST: at.address }),
    ...env,
  };
  // The very first start makes the database itself.
  if (hasOwner && !existsSync(join(engine.FORECOURT_DATA_DIR, 'database'))) await putPreparedDatabase(engine.FORECOURT_DATA_DIR);
  const start = async (port: string) => {
    const args = ['--disable-warning=ExperimentalWarning', startPath, '--built'];
    const command = at ? at.place.command(process.execPath, args) : ([process.execPath, args] as const);
    const child = await startGuarded(...command, {
      ready: /Stop with Ctrl-C/,
      cwd: folder.path,
      env: { ...settings, PORT: port },
    });
    const printedUrl = /http:\/\/\S+/.exec(child.output())?.[0];
    if (printedUrl === undefined) throw new Error(`The app printed no address:\n${child.output()}`);
    return { child, printedUrl };
  };
  let current = await start('0');
  const { origin, port } = new URL(current.printedUrl);
  return {
    url: origin,
    owner,
    dataDir: engine.FORECOURT_DATA_DIR,
    get printedUrl() {
      return current.printedUrl;
    },
    get pid() {
      return current.child.pid;
    },
    output: () => current.child.output(),
    async restart(signal = 'SIGTERM') {
      await current.child.end(signal);
      current = await start(port);
    },
    async [Symbol.asyncDispose]() {
      await current.child.end('SIGTERM');
      await folder[Symbol.asyncDispose]();
    },
  };
}

const startPath = join(repositoryFolder, 'apps', 'web', 'start.ts');

async function tinyEngine(folder: string) {
  const { model, dataDir, cacheDir } = await installTinyModel(folder);
  return { FORECOURT_MODEL: model, FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir };
}

/** Weights that this machine has prepared before are used again: that takes as long as twenty photos. */
async function realEngine(folder: string) {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  return { FORECOURT_DATA_DIR: dataDir, ...(process.env.HOME !== undefined && { HOME: process.env.HOME }) };
}
