import { ForecourtError } from '@forecourt/errors';
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../identity/index.ts';
import { createLimiter } from '../redis/limiter.ts';

/** A window of a minute: what people do in bursts fits, and who goes on too fast waits for less than one. */
const windowSeconds = 60;
/** Of the limit for callers: what an address gets whose requests nobody vouches for. */
const shareOfStrangers = 0.05;

export interface RateLimitOptions {
  /** Requests a minute for each person and each API key; 0 switches limits off. */
  readonly perMinute: number;
  /** Counts here, for all processes together; in the memory of each process where there is none. */
  readonly redis?: Redis | undefined;
}

/** What an address is called that nobody told. */
const unknownAddress = 'unknown';

/** Where a caller stands after a request. */
export interface RateLimitState {
  readonly policy: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

export interface RateLimits {
  /**
   * Counts a request: for the person or the key that makes it, else for its address. Nobody is counted where neither is known, as in
   * calls within this process: all of them would share one limit.
   *
   * @returns null where limits are off. @throws RATE_LIMITED, with the state and `retryAfterSeconds` in its details
   */
  take(caller: Caller | null, clientAddress: string): Promise<RateLimitState | null>;
}

export function createRateLimits({ perMinute, redis }: RateLimitOptions): RateLimits {
  if (perMinute === 0) return { take: async () => null };
  const callers = createLimiter({ name: 'limit:callers', points: perMinute, windowSeconds, redis });
  const ofStrangers = Math.max(10, Math.round(perMinute * shareOfStrangers));
  const strangers = createLimiter({ name: 'limit:strangers', points: ofStrangers, windowSeconds, redis });
  return {
    async take(caller, clientAddress) {
      if (caller === null && clientAddress === unknownAddress) return null;
      const policy = caller === null ? 'strangers' : 'callers';
      const chosen = caller === null ? strangers : callers;
      const name = caller === null ? clientAddress : nameOf(caller);
      try {
        return stateOf(policy, chosen, await chosen.consume(name));
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const state = stateOf(policy, chosen, refused);
        throw new ForecourtError('RATE_LIMITED', `There were more than ${state.limit} requests within a minute.`, {
          details: { ...state, retryAfterSeconds: Math.max(1, state.resetSeconds) },
        });
      }
    },
  };
}

function nameOf(caller: Caller): string {
  return `${caller.dealershipId}:${caller.kind}:${caller.keyId ?? caller.personId ?? caller.name}`;
}

function stateOf(policy: string, { points }: RateLimiterAbstract, { remainingPoints, msBeforeNext }: RateLimiterRes): RateLimitState {
  return { policy, limit: points, remaining: Math.max(0, remainingPoints), resetSeconds: Math.ceil(msBeforeNext / 1000) };
}

/** The headers of draft-ietf-httpapi-ratelimit-headers-10: the policy (quota `q` in a window of `w` seconds), and what is left of it. */
export function rateLimitHeaders({ policy, limit, remaining, resetSeconds }: RateLimitState): Record<string, string> {
  return {
    'RateLimit-Policy': `"${policy}";q=${limit};w=${windowSeconds}`,
    RateLimit: `"${policy}";r=${remaining};t=${resetSeconds}`,
  };
}
