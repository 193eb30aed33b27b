import { ForecourtError } from '@forecourt/errors';
import type { Outbound } from '../outbound/index.ts';

/** Which addresses of computers may be reached. A name that nobody knows just now passes: it is looked at again before each connection. */
export interface Reach {
  /** @throws OUTBOUND_REFUSED */
  require(hostname: string): Promise<void>;
  /** Those that pass; what a computer says of itself is no error of a person. */
  allowed(urls: readonly string[]): Promise<string[]>;
}

export function createReach(outbound: Pick<Outbound, 'findComputer'>): Reach {
  const requireReach: Reach['require'] = async (hostname) => {
    await outbound.findComputer(hostname).catch((error: unknown) => {
      if (ForecourtError.is(error) && error.code === 'OUTBOUND_FAILED') return;
      throw error;
    });
  };
  return {
    require: requireReach,
    async allowed(urls) {
      const passed = await Promise.all(
        urls.map((url) =>
          requireReach(new URL(url).hostname).then(
            () => [url],
            (error: unknown) => {
              if (ForecourtError.is(error) && error.code === 'OUTBOUND_REFUSED') return [];
              throw error;
            },
          ),
        ),
      );
      return [...new Set(passed.flat())];
    },
  };
}
