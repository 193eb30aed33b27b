import { onFreePort } from './free-port.ts';
import { startGuarded } from './guarded-process.ts';
import { systemPart } from './system-part.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Whether this machine has Redis; `note` is for the title of what is skipped without. */
export const redis = systemPart('redis-server', { debianPackage: 'redis-server' });

export interface RunningRedis extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly url: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** On the same port; what was stored is there again if it was started with `appendOnly`. */
  restart(): Promise<void>;
}

export interface RedisOptions {
  /** Whether each write is in the file before it is answered. Off: everything is gone after a restart. */
  readonly appendOnly?: boolean;
}

/**
 * A real Redis with a temporary folder of its own, on loopback. It ends with its scope, and with this process.
 *
 * @example
 * await using server = await startRedis();
 */
export async function startRedis({ appendOnly = false }: RedisOptions = {}): Promise<RunningRedis> {
  const program = redis.path();
  const folder = await temporaryFolder();
  const start = (port: number) => {
    const settings = { port, bind: '127.0.0.1', dir: folder.path, save: '', appendonly: appendOnly ? 'yes' : 'no', appendfsync: 'always' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return startGuarded(program, args, { ready: /Ready to accept connections/ });
  };
  try {
    const [port, first] = await onFreePort(async (candidate) => [candidate, await start(candidate)] as const);
    let current = first;
    const stop = () => current.end('SIGTERM');
    return {
      port,
      get pid() {
        return current.pid;
      },
      url: `redis://127.0.0.1:${port}`,
      kill: () => current.end('SIGKILL'),
      stop,
      async restart() {
        await stop();
        current = await start(port);
      },
      async [Symbol.asyncDispose]() {
        await stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}
