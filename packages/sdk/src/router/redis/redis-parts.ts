import { createRedisBreakers, type RedisBreakersOptions } from '../breakers/redis.ts';
import { createRedisBudget, type RedisBudgetOptions } from '../budget/redis.ts';
import { createRedisCache, type RedisCacheOptions } from '../cache/redis.ts';
import { createRedisLimits, type RedisLimitsOptions } from '../limits/redis.ts';
import type { Breakers, Budget, Limits, ResultCache } from '../parts.ts';
import type { RedisPartOptions } from './link.ts';

type Own<Options> = Omit<Options, keyof RedisPartOptions | 'subscriber'>;

export interface RedisPartsOptions extends RedisPartOptions {
  /** @see RedisCacheOptions */
  readonly subscriber?: RedisCacheOptions['subscriber'];
  readonly breakers?: Own<RedisBreakersOptions> | undefined;
  readonly limits?: Own<RedisLimitsOptions> | undefined;
  /** Without limits whatever is asked for may be spent, and is counted. */
  readonly budget?: Own<RedisBudgetOptions> | undefined;
  readonly cache?: Own<RedisCacheOptions> | undefined;
}

export interface RedisParts {
  readonly breakers: Breakers;
  readonly limits: Limits;
  readonly budget: Budget;
  readonly cache: ResultCache;
}

/**
 * What routers of several processes share, in one Redis: breakers, limits, budgets and results. A ledger is yours to add.
 *
 * @example
 * const redis = new Redis('redis://127.0.0.1:6379');
 * const shared = redisParts({ redis, subscriber: redis.duplicate(), budget: { limits: { month: 50_000_000 } } });
 * const router = createRouter({ providers, ...shared });
 *
 * @throws INVALID_INPUT
 */
export function redisParts({ breakers, limits, budget, cache, subscriber, ...common }: RedisPartsOptions): RedisParts {
  return {
    breakers: createRedisBreakers({ ...common, ...breakers }),
    limits: createRedisLimits({ ...common, ...limits }),
    budget: createRedisBudget({ ...common, ...(budget ?? { limits: {} }) }),
    cache: createRedisCache({ ...common, subscriber, ...cache }),
  };
}
