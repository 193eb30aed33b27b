import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryFolder } from '../../packages/testing/src/index.ts';

/** What the process of the servers says when they listen. */
export interface UploadServers {
  /** Address of our server. */
  readonly ours: string;
  readonly vehicleId: string;
  /** Address of the plain one. */
  readonly peer: string;
}

export interface RunningServers extends UploadServers, AsyncDisposable {
  /** Where files for sending may lie. */
  readonly folder: string;
}

/** Starts both servers in a process of their own, with a data folder that is removed with them. */
export async function startServers(signal: AbortSignal): Promise<RunningServers> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await temporaryFolder());
  const child = fork(join(import.meta.dirname, '../children/upload-server.ts'), [path], {
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const ended = once(child, 'exit');
  stack.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [said]: UploadServers[] = await Promise.race([
    once(child, 'message', { signal }),
    ended.then(() => Promise.reject(new Error('The servers did not start.'))),
  ]);
  if (said === undefined) throw new Error('The servers did not say where they are.');
  const rest = stack.move();
  return { ...said, folder: path, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}
