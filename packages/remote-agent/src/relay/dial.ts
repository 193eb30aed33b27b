import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { ForecourtError } from '@forecourt/errors';
import { createSigner, errorOf, type TellsTime } from '@forecourt/sdk/remote';
import { relaySocketOptions } from '@forecourt/sdk/remote/relay';
import { WebSocket } from 'ws';
import type { IdentityHolder } from '../config/holder.ts';
import { platformName } from '../config/platform.ts';
import type { ProxyFor } from '../config/proxy.ts';
import { openTunnel } from '../config/tunnel.ts';

export interface DialOptions {
  readonly identity: IdentityHolder;
  readonly clock: TellsTime;
  readonly signal: AbortSignal;
  readonly proxyFor?: ProxyFor | undefined;
}

/** A platform that does not answer in this time is tried again later. */
const handshakeMs = 15_000;
/** A problem document is a page of text at most. */
const mostBytes = 64_000;

/**
 * Dials the platform and resolves when the line is open. A clock that is off is corrected by what the platform says, and tried once more.
 *
 * @throws HOST_REVOKED, HOST_TOKEN_INVALID, CLOCK_OFF, SERVER_UNREACHABLE, ABORTED
 */
export async function dialPlatform({ identity, clock, signal, proxyFor = () => undefined }: DialOptions): Promise<WebSocket> {
  const { config, key } = identity.current();
  const signer = createSigner({ key, issuer: config.hostId, audience: platformName, clock });
  const { pathname, search } = new URL(config.relayUrl);
  const dial = async () => open(config.relayUrl, await signer.sign({ method: 'GET', path: pathname + search }), { signal, proxyFor });
  try {
    return await dial();
  } catch (error) {
    if (!signer.learn(error)) throw error;
    return await dial();
  }
}

async function open(url: string, token: string, { signal, proxyFor }: { signal: AbortSignal; proxyFor: ProxyFor }): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${token}` };
  const tunnel = openTunnel(proxyFor, new URL(url));
  const webSocket = new WebSocket(url, {
    ...{ ...relaySocketOptions, headers, handshakeTimeout: handshakeMs },
    ...(tunnel && { agent: tunnel.agent }),
  });
  // The handshake counts from the connection on, and a proxy may keep silent before that.
  const within = AbortSignal.any([signal, AbortSignal.timeout(2 * handshakeMs)]);
  const refused = new Promise<never>((_resolve, reject) => {
    webSocket.once('unexpected-response', (_request, response) => {
      refusalOf(response).then(reject, reject);
    });
  });
  // Whichever comes first is told; the other is not to be an accident.
  refused.catch(() => undefined);
  try {
    // What comes in the same moment as the opening waits for whoever serves it.
    webSocket.once('open', () => webSocket.pause());
    await Promise.race([refused, once(webSocket, 'open', { signal: within }), ...(tunnel ? [tunnel.refused] : [])]);
    return webSocket;
  } catch (error) {
    webSocket.on('error', () => undefined);
    webSocket.terminate();
    tunnel?.abandon();
    if (ForecourtError.is(error)) throw error;
    if (signal.aborted) throw ForecourtError.from(signal.reason, 'ABORTED');
    throw tunnel?.blame(error) ?? ForecourtError.from(error, 'SERVER_UNREACHABLE', `The platform could not be dialled at ${url}`);
  }
}

async function refusalOf(response: IncomingMessage): Promise<ForecourtError> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    bytes += piece.length;
    if (bytes > mostBytes) break;
    pieces.push(piece);
  }
  try {
    return errorOf(JSON.parse(Buffer.concat(pieces).toString('utf8')), response.statusCode);
  } catch {
    // A proxy in between, which speaks of itself: its status is all there is to go by.
    return new ForecourtError('SERVER_UNREACHABLE', `The platform’s address answered ${response.statusCode} to the relay.`);
  }
}
