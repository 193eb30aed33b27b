import { ForecourtError } from '@forecourt/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Slows down guessing: so many failures for each name within a time, then a pause. Kept in memory, for each process. */
export interface Throttle {
  /** @throws RATE_LIMITED, with `retryAfterSeconds` in its details */
  take(name: string): Promise<void>;
  /** It was no guess: start counting anew. */
  forgive(name: string): Promise<void>;
}

export function createThrottle(options: { tries: number; withinSeconds: number }): Throttle {
  const limiter = new RateLimiterMemory({ points: options.tries, duration: options.withinSeconds });
  return {
    async take(name) {
      try {
        await limiter.consume(name);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
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
