import { once } from 'node:events';
import { request as askPlainly, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as askSecurely } from 'node:https';
import { ForecourtError } from '@forecourt/errors';
import type { ProxyFor } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

export interface Asking {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Straight there where left out. */
  readonly proxyFor?: ProxyFor | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a platform answers to an agent is a page of JSON. */
const mostBytes = 1_000_000;

/** One request over HTTP, by the proxy of this computer where there is one. @throws SERVER_UNREACHABLE, and the reason of the signal */
export async function askHttp({ method, url, headers, body, signal, proxyFor = () => undefined }: Asking): Promise<HttpAnswer> {
  const tunnel = openTunnel(proxyFor, url);
  const ask = url.protocol === 'https:' ? askSecurely : askPlainly;
  const asking = ask(url, { method, headers: { ...headers, connection: 'close' }, signal, ...(tunnel && { agent: tunnel.agent }) });
  // It is told by whatever waits for it below.
  asking.on('error', () => undefined);
  try {
    return await Promise.race([answerTo(asking, body), ...(tunnel ? [tunnel.refused] : [])]);
  } catch (error) {
    asking.destroy();
    tunnel?.abandon();
    if (signal.aborted) throw signal.reason;
    if (ForecourtError.is(error)) throw error;
    throw (
      tunnel?.blame(error) ??
      new ForecourtError('SERVER_UNREACHABLE', `No connection to ${url.origin}.`, {
        hint: 'Check the address, the network of this computer, and its proxy or firewall.',
        cause: error,
      })
    );
  }
}

async function answerTo(asking: ClientRequest, body: string | undefined): Promise<HttpAnswer> {
  const answered = once(asking, 'response');
  asking.end(body);
  const [response]: IncomingMessage[] = await answered;
  if (response === undefined) throw new TypeError('An answer came without its head.');
  const { statusCode: status = 0, headers } = response;
  // A platform moves nobody elsewhere: a page that wants somebody to sign in does.
  if (status >= 300 && status < 400) throw new TypeError(`It was answered with ${status}, which leads elsewhere.`);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new TypeError('The answer has no end.');
    pieces.push(piece);
  }
  return { status, headers, text: Buffer.concat(pieces).toString('utf8') };
}
