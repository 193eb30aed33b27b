import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { repositoryFolder } from '../folders.ts';
import { onFreePort } from '../free-port.ts';
import { startGuarded } from '../guarded-process.ts';
import type { Place } from '../network/network.ts';
import { putPreparedDatabase } from '../prepared-database.ts';

/** The owner that every server of these tests is started with. */
export const owner = { email: 'owner@example.test', password: 'correct horse battery' } as const;

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it printed last. */
  output(): string;
  kill(): Promise<void>;
  /** Asks it to end, and waits until it did. */
  stop(): Promise<void>;
  /** After `kill` or `stop`: on the same port; resolves when it is ready. */
  restart(): Promise<void>;
}

export type ServerEnvironment = Readonly<Record<string, string>>;

/** Where a server runs that is not on loopback: a place of a network, and its address there as this process sees it. */
export interface ServerPlace {
  readonly place: Place;
  readonly address: string;
}

/** `forecourt serve`: the API without pages. */
const serveCommand = [join('packages', 'sdk', 'src', 'cli', 'main.ts'), 'serve'];

/**
 * Starts `forecourt serve` as a process of its own, which ends with this one, and waits until it says that it is ready.
 *
 * @param command another script of the repository that serves the API at PORT, with its arguments
 */
export async function startServer(
  environment: ServerEnvironment,
  command: readonly string[] = serveCommand,
  where?: ServerPlace,
): Promise<ServerProcess> {
  const address = where?.address ?? '127.0.0.1';
  const start = async (port: number) => {
    const env = { ...ownerSettings, ...(where && { HOST: address }), ...environment, PORT: String(port) };
    const args = ['--disable-warning=ExperimentalWarning', ...command];
    const [program, programArgs] = where?.place.command(process.execPath, args) ?? [process.execPath, args];
    const started = await startGuarded(program, programArgs, { ready: new RegExp(`:${port}\\b`), env, cwd: repositoryFolder });
    const stopWaiting = new AbortController();
    const dead = started.ended.then(() => stopWaiting.abort());
    await Promise.race([untilReady(`http://${address}:${port}`, stopWaiting.signal), dead]);
    if (stopWaiting.signal.aborted) throw new Error(`The server ended before it was ready:\n${started.output()}`);
    return started;
  };
  await prepare(environment);
  const [port, first] = await onFreePort(async (candidate) => [candidate, await start(candidate)] as const);
  let current = first;
  return {
    port,
    url: `http://${address}:${port}`,
    get pid() {
      return current.pid;
    },
    output: () => current.output(),
    kill: () => current.end('SIGKILL'),
    stop: () => current.end('SIGTERM'),
    async restart() {
      current = await start(port);
    },
    [Symbol.asyncDispose]: () => current.end('SIGTERM'),
  };
}

/** A new data folder gets its database from a copy, where the database is to be in there. */
async function prepare(environment: ServerEnvironment): Promise<void> {
  const dataDir: string | undefined = environment.FORECOURT_DATA_DIR;
  if (!dataDir || 'DATABASE_URL' in environment || existsSync(join(dataDir, 'database'))) return;
  await putPreparedDatabase(dataDir);
}

const ownerSettings = { FORECOURT_OWNER_EMAIL: owner.email, FORECOURT_OWNER_PASSWORD: owner.password };

/** Asks until the server answers that it may be used. */
async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isReady = await fetch(`${url}/readyz`, { signal }).then(
      (answer) => answer.ok,
      // Nobody listens yet.
      () => false,
    );
    if (isReady) return;
    await setTimeout(10);
  }
}

const usualScopes = ['vehicles:read', 'vehicles:write', 'photos:read', 'photos:write', 'reviews:write', 'jobs:read', 'jobs:write'] as const;

/** Signs the owner in and makes a key that may do this; all of a day's work where nothing is named. */
export async function makeKey(url: string, scopes: readonly string[] = usualScopes): Promise<string> {
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', Origin: url, ...headers } };
    const answer = await fetch(`${url}/api/v1${path}`, init);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const session = await post('/session', owner);
  const cookie = session.headers.getSetCookie().map((line) => line.split(';')[0]);
  const made = await post('/keys', { name: 'test', scopes }, { Cookie: cookie.join('; ') });
  const { secret }: { secret: string } = await made.json();
  return secret;
}
