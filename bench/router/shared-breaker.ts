import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createRedisBreakers } from '../../packages/sdk/src/router/redis/index.ts';
import { redis, startRedis } from '../../packages/testing/src/index.ts';
import { type Benchmark, type Context, Skipped } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';

const wantedMs = 100;

/** From the moment in which one process reports the failure that opens a breaker until the last of two others is refused. */
export const sharedBreaker: Benchmark = {
  name: 'router.breaker.redis',
  title: 'until three processes agree that a breaker is open, over Redis',
  target: { field: 'value', bound: 'at most', limit: wantedMs },
  repeat: 11,
  run: measure,
};

async function measure(context: Context) {
  if (!redis.canStart) throw new Skipped(`no Redis${redis.note}`);
  await using server = await startRedis();
  const client = new Redis(server.url);
  const watchers = [startWatcher(server.url), startWatcher(server.url)];
  try {
    await Promise.all(watchers.map((watcher) => once(watcher, 'message', { signal: context.signal })));
    const breakers = createRedisBreakers({ redis: client, failures: 1, coolDownMs: 60_000 });
    let round = 0;
    const pairs = await alternately(context, {
      unit: 'ms',
      async ours() {
        const target = { provider: `provider-${++round}`, operation: 'generateImage' } as const;
        const watching = Promise.all(watchers.map((watcher) => once(watcher, 'message', { signal: context.signal })));
        for (const watcher of watchers) watcher.send(target.provider);
        await watching;
        const admission = await breakers.admit(target);
        if (!('report' in admission)) throw new Error('The breaker was open before anything failed.');
        const refused = Promise.all(watchers.map((watcher) => once(watcher, 'message', { signal: context.signal })));
        const startedAt = performance.timeOrigin + performance.now();
        await admission.report({ kind: 'failure', code: 'PROVIDER_UNAVAILABLE' });
        return Math.max(...(await refused).map(([at]) => Number(at))) - startedAt;
      },
      peer: budget(wantedMs),
    });
    const details = ['two processes ask as fast as they can while a third reports; the clock is that of the machine'];
    return compare(pairs, { unit: 'ms', peer: 'the wanted bound', better: 'less', details });
  } finally {
    for (const watcher of watchers) watcher.kill();
    client.disconnect();
  }
}

function startWatcher(redisUrl: string): ChildProcess {
  return fork(join(import.meta.dirname, '../children/breaker-watcher.ts'), {
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, REDIS_URL: redisUrl },
  });
}
