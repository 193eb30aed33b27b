import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { databaseError } from '../database/index.ts';
import { toProblem } from '../problems/problem.ts';
import { countedStream } from '../realtime/counted-stream.ts';
import { sendOverWebSocket } from '../realtime/web-socket.ts';
import type { Logger } from '../settings/logger.ts';
import { type EventParts, openStream, requireEventAccess } from './events.ts';
import { requireSameOrigin } from './same-origin.ts';

export interface UpgradeParts extends EventParts {
  readonly logger: Logger;
  readonly isProxyTrusted: boolean;
}

/** Makes a WebSocket of a connection, or answers why not. */
export type Upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Whether an upgrade is meant for the event stream; all others belong to whoever else listens. */
export function isForUpgrade(incoming: IncomingMessage, basePath: string): boolean {
  return URL.parse(incoming.url ?? '', 'http://localhost')?.pathname === `${basePath}/api/v1/events`;
}

/** Readers say nothing that we want to hear. */
const longestMessageBytes = 1024;

export function createUpgrade(parts: UpgradeParts): Upgrade {
  const server = new WebSocketServer({ noServer: true, maxPayload: longestMessageBytes, perMessageDeflate: false, clientTracking: false });
  return (incoming, socket, head) => {
    const host = (parts.isProxyTrusted ? incoming.headers['x-forwarded-host'] : undefined) ?? incoming.headers.host ?? 'localhost';
    const url = new URL(incoming.url ?? '', 'http://localhost');
    // A connection that breaks while we look at it is no news; without a listener it would end the process.
    socket.on('error', (error) => parts.logger.debug({ err: error }, 'a connection broke while it was being upgraded'));
    const request = new Request(url, { headers: headersOf(incoming) });
    const left = new AbortController();
    const accept = async () => {
      const caller = await parts.identity.identify(request);
      requireEventAccess(caller);
      if (caller.kind !== 'key') requireSameOrigin(request.headers, String(host));
      const signal = AbortSignal.any([left.signal, parts.ending]);
      const stream = openStream(parts, request, caller, url.searchParams.get('after'), signal);
      server.handleUpgrade(incoming, socket, head, (webSocket) => {
        webSocket.on('error', (error) => parts.logger.debug({ err: error }, 'a WebSocket broke'));
        webSocket.on('close', () => left.abort());
        void sendOverWebSocket(webSocket, countedStream(stream, parts.metrics, 'websocket'), parts.clock);
      });
    };
    accept().catch((error: unknown) => refuse(socket, error));
  };
}

/** An upgrade that is refused is answered as plain HTTP. */
function refuse(socket: Duplex, error: unknown): void {
  const problem = toProblem(databaseError(error), { instance: '/api/v1/events' });
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  return headers;
}
