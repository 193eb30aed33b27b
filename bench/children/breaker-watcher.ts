import { Redis } from 'ioredis';
import { createRedisBreakers } from '../../packages/sdk/src/router/redis/index.ts';

/** Asks a shared breaker again and again until it is open, and says when that was. */
const redis = new Redis(process.env.REDIS_URL ?? '');
const breakers = createRedisBreakers({ redis, failures: 1, coolDownMs: 60_000 });

process.on('message', async (provider) => {
  const target = { provider: String(provider), operation: 'generateImage' } as const;
  let isTold = false;
  while ('report' in (await breakers.admit(target))) {
    if (!isTold) process.send?.('watching');
    isTold = true;
  }
  process.send?.(performance.timeOrigin + performance.now());
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
