import type { IncomingMessage } from 'node:http';
import { ForecourtError } from '@forecourt/errors';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { nameOfProxy, type ProxyFor } from './proxy.ts';

/** The way of one request through a proxy: `CONNECT`, and the rest as if there were none. */
export interface Tunnel {
  readonly agent: HttpsProxyAgent<string>;
  /** Rejects with SERVER_UNREACHABLE when the proxy does not let it through: what would come else looks like an answer of the platform. */
  readonly refused: Promise<never>;
  /** What a request that failed means: a proxy that is not there is another matter than a platform that is not. */
  blame(error: unknown): ForecourtError | undefined;
  /** Ends it where nothing came of it: a proxy that says nothing would be waited for. */
  abandon(): void;
}

/** Opened for one request at a time. @returns undefined where there is no proxy to that address. @throws INVALID_INPUT */
export function openTunnel(proxyFor: ProxyFor, url: URL): Tunnel | undefined {
  const proxy = proxyFor(url);
  if (proxy === undefined) return undefined;
  const name = nameOfProxy(proxy);
  const abandoned = new AbortController();
  const agent = new HttpsProxyAgent(proxy.href, { signal: abandoned.signal });
  const { promise: refused, reject } = Promise.withResolvers<never>();
  // Whoever asks races it against the answer, and may be gone by then.
  refused.catch(() => undefined);
  let isHeard = false;
  agent.once('proxyConnect', ({ statusCode = 0 }: Pick<IncomingMessage, 'statusCode'>) => {
    isHeard = true;
    if (statusCode !== 200) reject(refusal(name, url, statusCode));
  });
  return {
    agent,
    refused,
    blame: (cause) =>
      isHeard
        ? undefined
        : new ForecourtError('SERVER_UNREACHABLE', `The proxy ${name} does not answer.`, {
            hint: 'Check its address in FORECOURT_AGENT_PROXY or HTTPS_PROXY, and whether it runs.',
            cause,
          }),
    abandon: () => abandoned.abort(),
  };
}

function refusal(name: string, url: URL, status: number): ForecourtError {
  const hint =
    status === 407
      ? 'It wants a user and a password: http://user:password@proxy:8080 in FORECOURT_AGENT_PROXY. Signing in as a Windows user is not supported.'
      : 'Have whoever looks after it let this computer through to that address.';
  return new ForecourtError('SERVER_UNREACHABLE', `The proxy ${name} refused the way to ${url.host} with ${status}.`, {
    hint,
    details: { status },
  });
}
