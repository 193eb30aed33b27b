import type { IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import { countedStream } from '../realtime/counted-stream.ts';
import { sendOverWebSocket } from '../realtime/web-socket.ts';
import type { Logger } from '../settings/logger.ts';
import type { AcceptUpgrade } from './accept-upgrade.ts';
import { type EventParts, openStream, requireEventAccess } from './events.ts';
import { requireSameOrigin } from './same-origin.ts';

export interface EventUpgradeParts extends EventParts {
  readonly logger: Logger;
  readonly isProxyTrusted: boolean;
}

/** Readers say nothing that we want to hear. */
const longestMessageBytes = 1024;

/** The event stream as a WebSocket. */
export function createEventUpgrade(parts: EventUpgradeParts): AcceptUpgrade {
  const server = new WebSocketServer({ noServer: true, maxPayload: longestMessageBytes, perMessageDeflate: false, clientTracking: false });
  return async ({ incoming, socket, head, url }) => {
    const host = (parts.isProxyTrusted ? incoming.headers['x-forwarded-host'] : undefined) ?? incoming.headers.host ?? 'localhost';
    const request = new Request(url, { headers: headersOf(incoming) });
    const left = new AbortController();
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
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  return headers;
}
