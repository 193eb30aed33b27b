import { Redis } from 'ioredis';
import * as z from 'zod';
import { createRedisBreakers } from '../breakers/redis.ts';
import { createRedisBudget } from '../budget/redis.ts';
import { createRedisCache } from '../cache/redis.ts';
import { createRedisLimits } from '../limits/redis.ts';
import { orderSchema, target } from './orders.ts';

/** A process that shares the router's state with others, and does what it is told over its channel. */
const { REDIS_URL } = z.object({ REDIS_URL: z.url() }).parse(process.env);
const redis = new Redis(REDIS_URL);
const subscriber = new Redis(REDIS_URL);

/** A busy machine is no outage. */
const common = { redis, patienceMs: 20_000 };
const breakers = createRedisBreakers({ ...common, failures: 2, coolDownMs: 60_000 });
const limits = createRedisLimits({ ...common, leaseMs: 600 });
const budget = createRedisBudget({ ...common, limits: { day: 1000 } });
const cache = createRedisCache({ ...common, subscriber });
const mortalCache = createRedisCache({ ...common, subscriber, leaseMs: 300 });

const orders = {
  async admit() {
    return 'report' in (await breakers.admit(target)) ? 'admitted' : 'refused';
  },
  async fail() {
    const answer = await breakers.admit(target);
    if ('report' in answer) await answer.report({ kind: 'failure', code: 'PROVIDER_UNAVAILABLE' });
    return 'failed';
  },
  async take() {
    return 'release' in (await limits.take(target, { concurrency: 2 })) ? 'taken' : 'full';
  },
  async reserve() {
    return 'id' in (await budget.reserve('a', 600)) ? 'reserved' : 'refused';
  },
  /** The same for many callers at once: each process would make another value. */
  async make() {
    const make = async () => new TextEncoder().encode(`${process.pid}:${await redis.incr('made')}`);
    const all = await Promise.all(Array.from({ length: 34 }, () => cache.once('picture', make)));
    return [...new Set(all.map(({ value }) => new TextDecoder().decode(value)))].join(' ');
  },
  async makeForEver() {
    const { promise, resolve } = Promise.withResolvers<string>();
    const made = mortalCache.once('picture', () => {
      resolve('making');
      return new Promise<never>(() => undefined);
    });
    return Promise.race([promise, made.then(() => 'was made')]);
  },
} satisfies Record<z.output<typeof orderSchema>, () => Promise<string>>;

process.on('message', async (message) => {
  const answer = await orders[orderSchema.parse(message)]();
  process.send?.(answer);
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
