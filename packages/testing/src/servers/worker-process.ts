import { join } from 'node:path';
import { repositoryFolder } from '../folders.ts';
import { startGuarded } from '../guarded-process.ts';
import type { ServerEnvironment } from './server-process.ts';

export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number;
  kill(): Promise<void>;
  /** After `kill`: resolves when it works again. */
  restart(): Promise<void>;
}

/** Starts `forecourt worker` as a process of its own, beside servers of the same environment, and waits until it works. */
export async function startWorkerProcess(environment: ServerEnvironment): Promise<WorkerProcess> {
  const args = ['--disable-warning=ExperimentalWarning', join('packages', 'sdk', 'src', 'cli', 'main.ts'), 'worker'];
  const start = () => startGuarded(process.execPath, args, { ready: /Works on jobs/, env: environment, cwd: repositoryFolder });
  let current = await start();
  return {
    get pid() {
      return current.pid;
    },
    kill: () => current.end('SIGKILL'),
    async restart() {
      current = await start();
    },
    [Symbol.asyncDispose]: () => current.end('SIGTERM'),
  };
}
