import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { onFreePort } from './free-port.ts';
import { type Account, type GuardedProcess, startGuarded } from './guarded-process.ts';
import { debianPostgresFolders, systemPart } from './system-part.ts';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);

/** Whether this machine has PostgreSQL; `note` is for the title of what is skipped without. */
export const postgres = systemPart('postgres', { debianPackage: 'postgresql', folders: debianPostgresFolders });

export interface RunningPostgres extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** A new, empty database; gives its address. */
  createDatabase(): Promise<string>;
  /** As a crash of the machine would, though what the system has in memory is kept. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** On the same port with the same data, after `kill` or `stop`, or in place of what runs. */
  restart(): Promise<void>;
  /** What it logged last. */
  log(): string;
}

export interface PostgresOptions {
  /** Whether each commit waits for the disk. Off unless asked for: a killed process loses nothing, only a power cut would. */
  readonly fsync?: boolean;
  /** Further settings: `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * A real PostgreSQL with a cluster of its own in a temporary folder, on loopback. It ends with its scope, and with this
 * process.
 *
 * @example
 * await using server = await startPostgres();
 * const url = await server.createDatabase();
 */
export async function startPostgres({ fsync = false, settings = {} }: PostgresOptions = {}): Promise<RunningPostgres> {
  const program = postgres.path();
  const account = await accountFor();
  const folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  try {
    if (account) await chown(folder.path, account.uid, account.gid);
    const initdb = ['--pgdata', data, '--username', 'forecourt', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale', '--no-sync'];
    await run(join(dirname(program), 'initdb'), initdb, { ...account, cwd: folder.path, env: { PATH: process.env.PATH ?? '' } });
    const all = { ...ownSettings(folder.path), ...(!fsync && { fsync: 'off' }), ...settings };
    const start = (port: number) => {
      const args = ['-D', data, '-p', String(port), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
      // An interrupt is PostgreSQL's fast shutdown, which also frees its shared memory.
      return startGuarded(program, args, { ready: /ready to accept connections/, account, cwd: folder.path, orphanSignal: 'INT' });
    };
    const [port, running] = await onFreePort(async (candidate) => [candidate, await start(candidate)] as const);
    return handle(port, running, { start: () => start(port), createdb: join(dirname(program), 'createdb'), remove: folder });
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

function handle(
  port: number,
  first: GuardedProcess,
  { start, createdb, remove }: { start: () => Promise<GuardedProcess>; createdb: string; remove: AsyncDisposable },
): RunningPostgres {
  let current = first;
  let databases = 0;
  const stop = () => current.end('SIGINT');
  return {
    port,
    get pid() {
      return current.pid;
    },
    async createDatabase() {
      const name = `test_${++databases}`;
      await run(createdb, ['--host', '127.0.0.1', '--port', String(port), '--username', 'forecourt', name]);
      return `postgres://forecourt@127.0.0.1:${port}/${name}`;
    },
    kill: () => current.end('SIGKILL'),
    stop,
    async restart() {
      await stop();
      current = await startAfterItsChildren(start);
    },
    log: () => current.output(),
    async [Symbol.asyncDispose]() {
      await stop();
      await remove[Symbol.asyncDispose]();
    },
  };
}

/** The processes of a killed server notice its end by themselves, a moment later, and until then their data is in use. */
async function startAfterItsChildren(start: () => Promise<GuardedProcess>): Promise<GuardedProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 50 || !/still in use|Is another postmaster/.test(String(error))) throw error;
      await setTimeout(20 * attempt);
    }
  }
}

function ownSettings(folder: string): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    // What a killed server leaves behind lies in its folder and is removed with it.
    dynamic_shared_memory_type: 'mmap',
    shared_buffers: '32MB',
    max_connections: '100',
    full_page_writes: 'off',
    autovacuum_naptime: '1d',
  };
}

/** PostgreSQL does not run as root: the account that its package made, or one that owns nothing. */
async function accountFor(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)));
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // No such account: the next one may be there.
    }
  }
  throw new Error('PostgreSQL cannot run as root, and there is neither an account postgres nor nobody.');
}
