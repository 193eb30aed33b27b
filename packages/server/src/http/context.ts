import type { HttpBindings } from '@hono/node-server';
import type { Logger } from '../settings/logger.ts';
import type { RateLimitState } from './rate-limits.ts';

/** What Hono carries along with a request. */
export interface Environment {
  readonly Bindings: Partial<HttpBindings>;
  readonly Variables: {
    readonly correlationId: string;
    readonly log: Logger;
    /** Host that the client asked for, as far as it can be known. */
    readonly host: string;
    readonly clientAddress: string;
    readonly isSecure: boolean;
    /** Where the caller stands with the limit on requests; in the headers of every answer. */
    readonly rateLimit?: RateLimitState;
  };
}
