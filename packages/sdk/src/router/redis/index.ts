export { createRedisBreakers, type RedisBreakersOptions } from '../breakers/redis.ts';
export { createRedisBudget, type RedisBudgetOptions } from '../budget/redis.ts';
export { sharedCacheSchema } from '../cache/policy.ts';
export { createRedisCache, type RedisCacheOptions } from '../cache/redis.ts';
export { sharedLimitsSchema } from '../limits/policy.ts';
export { createRedisLimits, type RedisLimitsOptions } from '../limits/redis.ts';
export type { RedisPartOptions } from './link.ts';
export { type RedisParts, type RedisPartsOptions, redisParts } from './redis-parts.ts';
