import { ForecourtError } from '@forecourt/errors';
import type { Redis } from 'ioredis';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { createLimiter } from '../redis/limiter.ts';

/** Slows down guessing: so many failures for each name within a time, then a pause. */
export interface Throttle {
  /** `onBlocked` is told of the first try that is refused. @throws RATE_LIMITED, with `retryAfterSeconds` in its details */
  take(name: string, onBlocked?: () => void): Promise<void>;
  /** It was no guess: start counting anew. */
  forgive(name: string): Promise<void>;
}

export interface ThrottleOptions {
  readonly name: string;
  readonly tries: number;
  readonly withinSeconds: number;
  /** Counts here for all processes together; each for itself where there is none, and while it is away. */
  readonly redis?: Redis | undefined;
}

export function createThrottle(options: ThrottleOptions): Throttle {
  const { name: limit, tries, withinSeconds, redis } = options;
  const limiter = createLimiter({ name: `tries:${limit}`, points: tries, windowSeconds: withinSeconds, redis });
  return {
    async take(name, onBlocked) {
      try {
        await limiter.consume(name);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        if (refused.consumedPoints === tries + 1) onBlocked?.();
        const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
        throw new ForecourtError('RATE_LIMITED', 'There were too many tries.', {
          hint: `Wait ${retryAfterSeconds} seconds, then try again.`,
          details: { retryAfterSeconds },
        });
      }
    },
    async forgive(name) {
      await limiter.delete(name);
    },
  };
}
