import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Order } from './orders.ts';

export interface Colleague extends AsyncDisposable {
  tell(order: Order): Promise<string>;
  kill(): Promise<void>;
}

/** Starts so many processes that share one Redis. They end with their scope, and with this process. */
export async function startColleagues(count: number, redisUrl: string): Promise<readonly Colleague[]> {
  return Promise.all(Array.from({ length: count }, () => startColleague(redisUrl)));
}

async function startColleague(redisUrl: string): Promise<Colleague> {
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
    env: { ...process.env, REDIS_URL: redisUrl },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const heard = async () =>
    z
      .tuple([z.string()])
      .rest(z.unknown())
      .parse(await once(child, 'message'))[0];
  await heard();
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    async tell(order) {
      const answer = heard();
      child.send(order);
      return await answer;
    },
    kill: end,
    [Symbol.asyncDispose]: end,
  };
}
