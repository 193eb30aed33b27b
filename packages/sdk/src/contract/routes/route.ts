import type { ErrorCode } from '@forecourt/errors';
import type * as z from 'zod';
import type { Scope } from '../rights.ts';

/**
 * One route of the REST API, as data. The server checks requests and answers with it, the OpenAPI document is made from it,
 * and the client is typed by it: there is no second description.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  /** `open` needs nothing, `anyone` somebody who is known, `person` one who is signed in, a right a person or a key that has it. */
  readonly access: 'open' | 'anyone' | 'person' | Scope;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Media type of a body that is a file, and not JSON. */
  readonly bodyType?: string;
  readonly status: 200 | 201 | 202 | 204;
  /** JSON answer; absent where the answer has no body or is a file. */
  readonly answer?: z.ZodType;
  /** Media type of an answer that is not JSON. */
  readonly answerType?: string;
  /** The request or its answer carries a secret: it is never kept for an Idempotency-Key, so it must not be sent twice blindly. */
  readonly secret?: boolean;
  /** What can go wrong beyond what every route can answer (see `commonErrors`). */
  readonly errors?: readonly ErrorCode[];
}

/** What any route may answer. */
export const commonErrors = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'PAYLOAD_TOO_LARGE',
  'RATE_LIMITED',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
] as const satisfies readonly ErrorCode[];
