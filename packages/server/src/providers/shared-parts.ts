import type { Breakers, Limits, ResultCache } from '@forecourt/sdk/router';
import { createMemoryBreakers, createMemoryCache, createMemoryLimits } from '@forecourt/sdk/router';
import { createRedisBreakers, createRedisCache, createRedisLimits } from '@forecourt/sdk/router/redis';
import type { Redis } from 'ioredis';
import type { Logger } from '../settings/logger.ts';

/** What is remembered of a dealership's providers beyond the router that asks them. */
export interface SharedParts {
  readonly breakers: Breakers;
  readonly limits: Limits;
  readonly cache: ResultCache;
}

/** Results of all dealerships in this process; their names say whose they are. */
const mostCachedBytes = 64_000_000;

/** Breakers and limits of each dealership and results of all: shared by all processes where there is Redis, else of this one. */
export function createSharedParts({
  redis,
  logger,
}: {
  readonly redis: Redis | undefined;
  readonly logger: Pick<Logger, 'warn'>;
}): (dealershipId: string) => SharedParts {
  const known = new Map<string, SharedParts>();
  const warn = (message: string) => logger.warn(message);
  const cache = redis ? createRedisCache({ redis, warn }) : createMemoryCache({ mostBytes: mostCachedBytes });
  const make = (dealershipId: string): SharedParts => {
    if (!redis) return { breakers: createMemoryBreakers(), limits: createMemoryLimits(), cache };
    const options = { redis, warn, prefix: `forecourt:router:${dealershipId}` };
    return { breakers: createRedisBreakers(options), limits: createRedisLimits(options), cache };
  };
  return (dealershipId) => {
    const parts = known.get(dealershipId) ?? make(dealershipId);
    known.set(dealershipId, parts);
    return parts;
  };
}
