import { ForecourtError } from '@forecourt/errors';
import ky, { isHTTPError } from 'ky';
import type * as z from 'zod';
import { type Route, type RouteName, routes } from '../contract/index.ts';
import type { Connection } from './connection.ts';
import { correlationHeader, newCorrelationId, newRandomName } from './correlation.ts';
import { errorOf } from './problems.ts';

type Routes = typeof routes;
type Part<Name extends RouteName, Key extends 'params' | 'query' | 'body'> =
  Routes[Name] extends Record<Key, infer Schema extends z.ZodType> ? z.input<Schema> : undefined;

export interface CallOptions {
  /** Ends the request: it rejects with ABORTED. */
  readonly signal?: AbortSignal | undefined;
  /** Names what somebody did, where that takes several calls; each call gets a name of its own where left out. Stands in the server's logs. */
  readonly correlationId?: string | undefined;
}

/** What a route is called with: the parts that its schemas describe. */
export interface CallInput<Name extends RouteName> {
  readonly params: Part<Name, 'params'>;
  readonly query: Part<Name, 'query'>;
  readonly body: Part<Name, 'body'>;
}

/** The parsed JSON that a route answers. */
export type CallAnswer<Name extends RouteName> = Routes[Name] extends { answer: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : undefined;

/** Calls one route of the contract and gives its parsed answer. */
export type Call = <Name extends RouteName>(
  name: Name,
  input: Partial<CallInput<Name>>,
  options?: CallOptions,
) => Promise<CallAnswer<Name>>;

/** A request may be sent twice when the server recognises the second: reads always, writes by their Idempotency-Key. */
const everyMethod = ['get', 'head', 'post', 'patch', 'delete'];

export function createCall(connection: Connection): Call {
  return async (name, input, options = {}) => {
    const route: Route = routes[name];
    const response = await send(connection, route, input, options);
    if (!route.answer) return undefined as CallAnswer<typeof name>;
    const body: unknown = await response.json().catch((cause: unknown) => {
      throw options.signal?.aborted ? errorOf(cause, response.url, options.signal) : wrongAnswer(route, cause);
    });
    const parsed = route.answer.safeParse(body);
    if (!parsed.success) throw wrongAnswer(route, parsed.error);
    // The schema that has just parsed it is the one that the type is inferred from; the table lookup loses that tie.
    return parsed.data as CallAnswer<typeof name>;
  };
}

/** Sends a request that no schema of the answer describes, such as a file. */
export async function send(
  connection: Connection,
  route: Route,
  input: { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown; readonly file?: Blob | Uint8Array<ArrayBuffer> },
  { signal, correlationId = newCorrelationId() }: CallOptions,
): Promise<Response> {
  const url = `${connection.url}${addressOf(route, input)}`;
  try {
    return await ky(url, {
      method: route.method,
      headers: {
        ...(await connection.headers()),
        [correlationHeader]: correlationId,
        ...(route.method !== 'get' && !route.secret && { 'Idempotency-Key': newRandomName() }),
      },
      credentials: connection.credentials,
      fetch: connection.fetch,
      timeout: connection.timeoutMs,
      retry: {
        limit: connection.retries,
        methods: everyMethod,
        statusCodes: [409, 429, 502, 503, 504],
        afterStatusCodes: [409, 429, 503],
        maxRetryAfter: 10_000,
        jitter: true,
        retryOnTimeout: true,
        shouldRetry: ({ error }) => {
          // An answer with a secret is not kept for a second time, so asking twice would do it twice.
          if (route.secret) return false;
          // Only a server that is still at the first of two equal requests says when to come back.
          return isHTTPError(error) && error.response.status === 409 && !error.response.headers.has('Retry-After') ? false : undefined;
        },
      },
      ...(input.body !== undefined && { json: input.body }),
      ...(input.file !== undefined && { body: input.file }),
      ...(signal && { signal }),
    });
  } catch (failure) {
    throw errorOf(failure, url, signal, correlationId);
  }
}

/** Path and query of a request, below the API's address. */
export function addressOf(route: Route, input: { readonly params?: unknown; readonly query?: unknown }): string {
  const params = new Map(Object.entries(input.params ?? {}));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params.get(name))));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** An answer that no Forecourt server gives. */
export function wrongAnswer(route: Route, cause: unknown): ForecourtError {
  return new ForecourtError('ANSWER_INVALID', `${route.method.toUpperCase()} ${route.path} answered something else than expected.`, {
    cause,
  });
}
