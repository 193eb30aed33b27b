import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { pipeline } from 'node:stream/promises';
import { ForecourtError } from '@forecourt/errors';
import { agentBase, bearerToken, problemOf } from '@forecourt/sdk/remote';
import type { pino } from 'pino';
import type { Answer, Call, Handler } from './call.ts';

/** HTTP/1.1 on the direct road and through SSH, HTTP/2 inside the relay. */
export type Listener = (request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse) => void;

export interface RouteEntry {
  readonly method: string;
  /** Below {@link agentBase}; its one group is the name in the path. */
  readonly path: RegExp;
  readonly handle: Handler;
}

export interface ListenerParts {
  readonly routes: readonly RouteEntry[];
  /** @throws HOST_TOKEN_INVALID, HOST_TOKEN_REPLAYED, CLOCK_OFF */
  readonly authenticate: (token: string, request: { readonly method: string; readonly path: string }) => Promise<void>;
  readonly logger: pino.Logger;
}

/** Answers requests of the agent's protocol. Who asks is found out before anything else: a path tells nothing to strangers. */
export function createListener({ routes, authenticate, logger }: ListenerParts): Listener {
  async function answer(call: Omit<Call, 'name'>): Promise<Answer> {
    const { method, path, headers } = call;
    const token = bearerToken(headers.authorization);
    if (token === null) throw new ForecourtError('HOST_TOKEN_INVALID', 'This request carries no token.');
    await authenticate(token, { method, path });
    const rest = path.split('?', 1)[0]?.slice(agentBase.length) ?? '';
    const found = path.startsWith(`${agentBase}/`) ? routes.filter((route) => route.path.test(rest)) : [];
    if (found.length === 0) throw new ForecourtError('NOT_FOUND', `There is nothing at ${path.slice(0, 200)}.`);
    const route = found.find((one) => one.method === method);
    if (route === undefined) throw new ForecourtError('METHOD_NOT_ALLOWED', `${path.slice(0, 200)} does not take ${method}.`);
    return route.handle({ ...call, name: route.path.exec(rest)?.[1] ?? '' });
  }

  return (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new ForecourtError('ABORTED', 'Nobody waits for this answer any more.')));
    // A connection that breaks is noticed where its body is read or its answer written.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const { method = 'GET', url = '/', headers } = request;
    const query = new URLSearchParams(url.split('?')[1] ?? '');
    const call = { method, path: url, query, headers, body: request, signal: gone.signal };
    answer(call)
      .catch((error: unknown) => {
        const problem = problemOf(error);
        if (problem.code === 'INTERNAL') logger.error({ err: error, method, path: url }, 'a request failed');
        else logger.debug({ code: problem.code, method, path: url }, 'a request was refused');
        const answered: Answer = {
          status: problem.status,
          headers: { 'content-type': 'application/problem+json', 'forecourt-problem': problem.code },
          json: problem,
        };
        return answered;
      })
      .then((answered) => send(response, answered, method))
      // What was refused before it was read must not fill the window of its connection.
      .then(() => void request.resume())
      // Its reader went away, or what was read broke: nobody is left to be told.
      .catch((error: unknown) => {
        logger.debug({ err: error, method, path: url }, 'an answer broke off');
        response.destroy();
      });
  };
}

async function send(
  response: ServerResponse | Http2ServerResponse,
  { status, headers, json, stream }: Answer,
  method: string,
): Promise<void> {
  if (response.destroyed || response.writableEnded) return;
  const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
  const all = {
    'cache-control': 'no-store',
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': String(body.byteLength) }),
    ...headers,
  };
  response.statusCode = status;
  for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
  if (stream === undefined) {
    if (method === 'HEAD' || body === undefined) response.end();
    else response.end(body);
    return;
  }
  await pipeline(stream, response);
}
