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
    /** Name of the route, as soon as it is known: in lines of the log, in spans and in figures instead of an address. */
    readonly route?: string;
    /** Code of the error that is answered. */
    readonly problem?: string;
    /** Whose business it is, and what kind of caller asked. */
    readonly who?: { readonly dealershipId: string; readonly caller: string };
    /** Where the caller stands with the limit on requests; in the headers of every answer. */
    readonly rateLimit?: RateLimitState;
  };
}
