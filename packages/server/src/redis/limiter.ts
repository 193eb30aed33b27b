import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

export interface LimiterOptions {
  /** Begins the names of what is counted, so that no two limits count into each other. */
  readonly name: string;
  readonly points: number;
  readonly windowSeconds: number;
  /** Counts here for all processes together; each for itself where there is none. */
  readonly redis?: Redis | undefined;
}

/** Counts within windows of time. A Redis that is away keeps nobody waiting: each process counts for itself meanwhile. */
export function createLimiter({ name, points, windowSeconds, redis }: LimiterOptions): RateLimiterAbstract {
  const options = { keyPrefix: `forecourt:${name}`, points, duration: windowSeconds };
  const memory = new RateLimiterMemory(options);
  // Our connections keep commands until Redis is back; a limit must not wait for that.
  return redis === undefined
    ? memory
    : new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter: memory });
}
