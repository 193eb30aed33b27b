import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ForecourtError } from '@forecourt/errors';
import { type HostKey, makeCertificate, publicKeyOfCertificate } from '@forecourt/sdk/remote';

export interface ListenOptions {
  /** Every address of this computer where left out. */
  readonly host?: string | undefined;
  readonly port: number;
}

export interface RunningServer {
  readonly port: number;
  /** Takes no new connections and ends those that are there. */
  close(): Promise<void>;
}

export interface DirectServer extends RunningServer {
  /** Shows another certificate from the next connection on. */
  useKey(key: HostKey): void;
}

/**
 * The direct road's end: TLS 1.3 where both ends show a certificate that they signed themselves, and each compares its key with the pinned
 * ones. A stranger gets no further than the handshake.
 *
 * @throws PORT_IN_USE
 */
export async function serveDirect(
  listener: RequestListener,
  { listen, key, platformKeys }: { readonly listen: ListenOptions; readonly key: HostKey; readonly platformKeys: () => readonly string[] },
): Promise<DirectServer> {
  const certificateOf = (own: HostKey) => ({ key: own.toPem(), cert: makeCertificate(own) });
  // A request may come in one piece with the end of the handshake: then it is read before a stranger's socket is gone.
  const letIn = new WeakSet<object>();
  const server = createHttpsServer(
    { ...certificateOf(key), minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: false, noDelay: true, keepAlive: true },
    (request, response) => {
      if (letIn.has(request.socket)) listener(request, response);
      else request.socket.destroy();
    },
  );
  server.prependListener('secureConnection', (socket) => {
    const shown = socket.getPeerX509Certificate();
    const publicKey = shown === undefined ? null : publicKeyOfCertificate(shown.raw);
    if (publicKey !== null && platformKeys().includes(publicKey)) letIn.add(socket);
    else socket.destroy();
  });
  // A stranger's handshake that fails is the stranger's business.
  server.on('tlsClientError', (_error, socket) => {
    if (socket instanceof TLSSocket) socket.destroy();
  });
  const running = await serve(server, listen);
  return { ...running, useKey: (own) => server.setSecureContext({ ...certificateOf(own), minVersion: 'TLSv1.3' }) };
}

/** For the SSH channel and for commands on this computer: loopback, in the clear, every request signed all the same. */
export function serveLocally(listener: RequestListener, port = 0): Promise<RunningServer> {
  return serve(createHttpServer({ noDelay: true }, listener), { host: '127.0.0.1', port });
}

async function serve(server: Server, { host, port }: ListenOptions): Promise<RunningServer> {
  // A chunk over a slow line may take longer than the five minutes that Node allows; a sender who went silent is noticed where it is read.
  server.requestTimeout = 0;
  // Longer than a platform's pause between two looks, so that the next one needs no new handshake.
  server.keepAliveTimeout = 65_000;
  server.listen({ port, ...(host !== undefined && { host }) });
  await once(server, 'listening').catch((error: unknown) => {
    throw new ForecourtError('PORT_IN_USE', `The agent cannot listen on ${host ?? 'port'} ${port}.`, {
      hint: 'Another program, perhaps another agent, has this port. Set FORECOURT_AGENT_PORT to a free one.',
      cause: error,
    });
  });
  const address = server.address();
  return {
    port: portOf(address),
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new ForecourtError('INTERNAL', 'A server listens and has no port.');
  return address.port;
}
