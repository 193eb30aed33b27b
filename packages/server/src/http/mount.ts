import { ForecourtError } from '@forecourt/errors';
import { type Route, type RouteName, routes } from '@forecourt/sdk/contract';
import type { Context, Hono } from 'hono';
import { databaseError } from '../database/index.ts';
import type { Caller, Identity } from '../identity/index.ts';
import { requireAccess } from '../identity/index.ts';
import { readJson } from './body.ts';
import { etagOf, matches } from './caching.ts';
import type { Call, Handler } from './call.ts';
import type { Environment } from './context.ts';
import { failed } from './correlation.ts';
import type { Idempotency, KeptAnswer } from './idempotency.ts';
import { parseInput } from './input.ts';
import type { RateLimits } from './rate-limits.ts';
import { requireSameOrigin } from './same-origin.ts';

export interface MountParts {
  readonly identity: Pick<Identity, 'identify'>;
  readonly idempotency: Idempotency;
  /** Address of this site, with the base path: as it is set, or as the browser sees it. */
  readonly siteUrlOf: (host: string, isSecure: boolean) => string;
  readonly rateLimits: RateLimits;
  /** Check each answer by its schema too: in tests and while developing. */
  readonly areAnswersChecked: boolean;
}

/** Mounts one route of the contract: everything that the contract says of it is checked here, and the handler sees only what passed. */
export function mountRoute<Name extends RouteName>(app: Hono<Environment>, parts: MountParts, name: Name, handler: Handler<Name>): void {
  const route: Route = routes[name];
  app.on(route.method.toUpperCase(), honoPath(route), async (context) => {
    const { raw } = context.req;
    context.set('route', name);
    const caller = await admit(context, parts, route);
    if (route.access !== 'open') requireAccess(caller, route.access);
    if (caller) context.set('who', { dealershipId: caller.dealershipId, caller: caller.kind });
    const isWrite = route.method !== 'get';
    if (isWrite && caller?.kind !== 'key') requireSameOrigin(raw.headers, context.get('host'));

    const params = route.params && parseInput('address', route.params, context.req.param());
    const query = route.query && parseInput('query', route.query, context.req.query());
    const given = isWrite && route.body ? await readJson(raw) : undefined;
    const body = route.body && parseInput('body', route.body, given);

    const headers = new Headers();
    const log = context.get('log').child({ route: name, ...(caller && { dealershipId: caller.dealershipId }) });
    // The parts have just passed the schemas that their types are inferred from; the lookup by name loses that tie.
    const isSecure = context.get('isSecure');
    const origin = { clientAddress: context.get('clientAddress'), isSecure, url: parts.siteUrlOf(context.get('host'), isSecure) };
    const callWith = (keepAnswer: Call<Name>['keepAnswer']) =>
      ({
        params,
        query,
        body,
        caller,
        request: raw,
        origin,
        headers,
        log,
        keepAnswer,
        correlationId: context.get('correlationId'),
      }) as Call<Name>;
    const answer = async (keepAnswer: Call<Name>['keepAnswer']) =>
      respond(context, parts, route, headers, await handler(callWith(keepAnswer)));
    const key = raw.headers.get('idempotency-key');
    if (!isWrite || key === null || caller === null || route.secret) return await answer(async () => undefined);
    return await parts.idempotency.once({ caller, key, request: { name, params, body } }, async (keep) => {
      try {
        return await answer((tx, result) => keep(tx, keptAnswer(route, result)));
      } catch (error) {
        const known = databaseError(error);
        // What was refused for good is an answer too, and the same one the next time.
        if (known.status < 500 && !known.retryable) return failed(known, context);
        throw error;
      }
    });
  });
}

/** As {@link respond} answers a write. */
function keptAnswer(route: Route, result: unknown): KeptAnswer {
  if (!route.answer) return { status: route.status, headers: {}, body: null };
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status: route.status, headers, body: JSON.stringify(result) };
}

/** Who asks, counted. Wrong credentials count for the address that sends them. */
async function admit(context: Context<Environment>, { identity, rateLimits }: MountParts, route: Route): Promise<Caller | null> {
  const count = async (caller: Caller | null) => {
    // A page shows dozens of pictures, and each is a file that its browser keeps.
    if (route.answerType !== undefined) return caller;
    const state = await rateLimits.take(caller, context.get('clientAddress'));
    if (state) context.set('rateLimit', state);
    return caller;
  };
  if (route.access === 'open') return await count(null);
  let caller: Caller | null = null;
  try {
    caller = await identity.identify(context.req.raw);
  } catch (error) {
    await count(null);
    throw error;
  }
  return await count(caller);
}

/** `/photos/{photoId}` as Hono writes it. */
function honoPath(route: Route): string {
  return `/api/v1${route.path.replace(/\{(\w+)\}/g, ':$1')}`;
}

function respond(context: Context<Environment>, parts: MountParts, route: Route, headers: Headers, result: unknown): Response {
  if (result instanceof Response) return result;
  if (!route.answer) return new Response(null, { status: route.status, headers });
  if (parts.areAnswersChecked) {
    const checked = route.answer.safeParse(result);
    if (!checked.success) {
      throw new ForecourtError('INTERNAL', `${route.method} ${route.path} would answer something else than its contract says.`, {
        cause: checked.error,
      });
    }
  }
  const json = JSON.stringify(result);
  headers.set('Content-Type', 'application/json');
  if (route.method !== 'get') {
    headers.set('Cache-Control', 'no-store');
    return new Response(json, { status: route.status, headers });
  }
  const etag = etagOf(json);
  headers.set('ETag', etag);
  headers.set('Cache-Control', 'private, no-cache');
  headers.set('Vary', 'Cookie, Authorization');
  if (matches(context.req.header('if-none-match') ?? null, etag)) return new Response(null, { status: 304, headers });
  return new Response(json, { status: route.status, headers });
}
