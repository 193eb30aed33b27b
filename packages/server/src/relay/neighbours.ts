import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, type Server, request as send } from 'node:https';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { abortError, ForecourtError } from '@forecourt/errors';
import { makeCertificate, type Road, type RoadAnswer, type RoadRequest } from '@forecourt/sdk/remote';
import { forward, lineDownHeader } from './forward.ts';
import { type InternalIdentity, isNeighbour } from './internal-identity.ts';

export interface NeighboursOptions {
  readonly identity: InternalIdentity;
  /** `host:port` at which other processes reach this one; on this machine alone, at any free port, where left out. */
  readonly address?: string | undefined;
  /** What asks the line of a host that is held here. */
  readonly request: (hostId: string, request: RoadRequest) => ReturnType<Road['request']>;
}

/** Other processes of this platform, which hold lines of hosts too. Both ends prove that they have the key ring of this installation. */
export interface Neighbours extends AsyncDisposable {
  /** Where this process is asked. */
  readonly address: string;
  /** @throws ROAD_DOWN, ABORTED */
  request(where: { readonly address: string; readonly hostId: string }, request: RoadRequest): Promise<RoadAnswer>;
}

const connectTimeoutMs = 5_000;
/** Connections whose other end was found to be one of us. */
const known = new WeakSet<Socket>();

export async function openNeighbours({ identity, address, request }: NeighboursOptions): Promise<Neighbours> {
  const key = await identity.key();
  const tls = { key: key.toPem(), cert: makeCertificate(key), minVersion: 'TLSv1.3', rejectUnauthorized: false } as const;
  const take = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (await isNeighbour(identity, incoming.socket)) await forward(incoming, outgoing, request);
    else incoming.socket.destroy();
  };
  const server = createServer({ ...tls, requestCert: true }, (incoming, outgoing) => {
    // Whose key ring cannot be read knows nobody.
    take(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.requestTimeout = 0;
  const [host, port] = address === undefined ? ['127.0.0.1', 0] : listenAt(address);
  // A session that is resumed shows no certificate again, so there are none.
  const agent = new Agent({ keepAlive: true, timeout: 0, maxCachedSessions: 0, ...tls });
  await listen(server, host, port);
  return {
    address: address ?? `127.0.0.1:${portOf(server)}`,
    async request({ address: where, hostId }, asked) {
      return await ask(agent, identity, { where, hostId }, asked);
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function ask(
  agent: Agent,
  identity: InternalIdentity,
  { where, hostId }: { readonly where: string; readonly hostId: string },
  { method, path, headers = {}, body, signal }: RoadRequest,
): Promise<RoadAnswer> {
  const [hostname, port] = splitAddress(where);
  const down = (stage: string, cause?: unknown) =>
    new ForecourtError('ROAD_DOWN', `The road relay is down: the server at ${where}, which holds the line, does not answer.`, {
      details: { road: 'relay', stage },
      cause,
    });
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal));
    const length = body instanceof Uint8Array ? { 'content-length': String(body.byteLength) } : {};
    const asking = send({ agent, hostname, port, method, path: `/${hostId}${path}`, headers: { ...headers, ...length } });
    const abort = () => {
      asking.destroy();
      if (signal) reject(abortError(signal));
    };
    signal?.addEventListener('abort', abort, { once: true });
    asking.on('close', () => signal?.removeEventListener('abort', abort));
    asking.on('error', (error) => {
      if (signal?.aborted) reject(abortError(signal));
      else reject(ForecourtError.is(error) ? error : down('connect', error));
    });
    asking.on('response', (response) => {
      if (response.headers[lineDownHeader] !== undefined) {
        response.resume();
        return reject(down('open'));
      }
      const found = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      const answer = new PassThrough();
      response.on('error', (error) => answer.destroy(signal?.aborted ? abortError(signal) : down('body', error)));
      answer.on('close', () => response.destroy());
      resolve({ status: response.statusCode ?? 502, headers: Object.fromEntries(found), body: response.pipe(answer) });
      return undefined;
    });
    const speak = () => {
      if (body === undefined) asking.end();
      else if (body instanceof Uint8Array) asking.end(body);
      else body.on('error', (error) => asking.destroy(error)).pipe(asking);
    };
    asking.on('socket', (socket) => {
      if (known.has(socket)) return speak();
      const late = setTimeout(() => asking.destroy(new Error('It took too long to connect.')), connectTimeoutMs);
      asking.once('close', () => clearTimeout(late));
      // Before a byte of ours is said: whoever listens there has to be one of us.
      socket.once('secureConnect', () => {
        clearTimeout(late);
        isNeighbour(identity, socket).then(
          (isOne) => {
            if (!isOne) return asking.destroy(down('tls'));
            known.add(socket);
            return speak();
          },
          (error: unknown) => asking.destroy(down('tls', error)),
        );
      });
      return undefined;
    });
  });
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const listening = once(server, 'listening');
  server.listen(port, host);
  await listening.catch((cause: unknown) => {
    throw new ForecourtError('PORT_IN_USE', `It is not possible to listen on ${host}:${port} for other servers of this installation.`, {
      hint: 'Set FORECOURT_INTERNAL_ADDRESS to a free port, or leave it out where there is one server.',
      cause,
    });
  });
}

/** Every address of this machine, at the port that others are told. */
function listenAt(address: string): readonly [string, number] {
  return ['0.0.0.0', splitAddress(address)[1]];
}

function splitAddress(address: string): readonly [string, number] {
  const at = address.lastIndexOf(':');
  return [address.slice(0, at).replace(/^\[|\]$/g, ''), Number(address.slice(at + 1))];
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
