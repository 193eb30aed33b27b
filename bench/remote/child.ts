import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Child extends AsyncDisposable {
  readonly port: number;
}

/** Starts a program of `bench/children` that says its port when it is ready. */
export async function startChild(name: string, env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Child> {
  const child = fork(join(import.meta.dirname, '../children', `${name}.ts`), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const ended = once(child, 'exit');
  const [said]: { port: number }[] = await Promise.race([
    once(child, 'message', { signal }),
    ended.then(() => Promise.reject(new Error(`${name} did not start.`))),
  ]);
  if (said === undefined) throw new Error(`${name} did not say its port.`);
  return {
    port: said.port,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
