import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.ts';

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What to answer: a status, with more if need be; `write` takes the answer into its own hands. */
export type ReceiverAnswer =
  | number
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { write(response: ServerResponse): void };

export interface HttpReceiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Everything that came, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Requests that are not answered yet. */
  readonly underWay: number;
  /** How it answers from now on; a function decides for each request. */
  answer(how: ReceiverAnswer | ((request: ReceivedRequest) => ReceiverAnswer | Promise<ReceiverAnswer>)): void;
  /** Resolves when so many requests came in all. */
  received(count: number): Promise<readonly ReceivedRequest[]>;
}

export interface HttpReceiverOptions {
  /** An address of this machine; every one of 127.0.0.0/8 is. */
  readonly host?: string | undefined;
  readonly tls?: Certificate | undefined;
  readonly port?: number | undefined;
}

/**
 * The far end of webhooks and fetches: a real HTTP server on loopback that keeps what came and answers as it is told, 200 at first.
 *
 * @example
 * await using receiver = await startHttpReceiver();
 * receiver.answer(503);
 */
export async function startHttpReceiver({ host = '127.0.0.1', tls, port = 0 }: HttpReceiverOptions = {}): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  let underWay = 0;
  let how: (request: ReceivedRequest) => ReceiverAnswer | Promise<ReceiverAnswer> = () => 200;
  let arrived = Promise.withResolvers<void>();

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    underWay++;
    response.once('close', () => underWay--);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers, body: Buffer.concat(chunks).toString('utf8') };
    requests.push(request);
    arrived.resolve();
    arrived = Promise.withResolvers();
    const answer = await how(request);
    if (typeof answer === 'object' && 'write' in answer) return answer.write(response);
    const { status, headers: more = {}, body = '' } = typeof answer === 'number' ? { status: answer } : answer;
    response.writeHead(status, more).end(body);
  }
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    // Whoever hangs up while it sends is a part of what is tested.
    receive(incoming, response).catch(() => response.destroy());
  };
  const server = tls ? createSecureServer({ cert: tls.certificate, key: tls.key }, listener) : createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    requests,
    get underWay() {
      return underWay;
    },
    answer(next) {
      how = typeof next === 'function' ? next : () => next;
    },
    async received(count) {
      while (requests.length < count) await arrived.promise;
      return requests;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
