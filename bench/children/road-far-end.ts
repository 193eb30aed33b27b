// The host's end of roads: an agent that throws away what it is sent, on the direct road and through a relay that it dials.

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { hostKeyFromPem, makeCertificate } from '../../packages/sdk/src/remote/index.ts';
import { relaySocketOptions, serveRelay } from '../../packages/sdk/src/remote/roads/relay/index.ts';

const key = hostKeyFromPem(process.env.HOST_KEY ?? '');

function listener(request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse): void {
  let bytes = 0;
  request.on('data', (piece: Buffer) => {
    bytes += piece.byteLength;
  });
  request.once('end', () => {
    const text = String(bytes);
    response.setHeader('content-length', String(text.length));
    response.end(text);
  });
}

const server = createServer({ key: key.toPem(), cert: makeCertificate(key), requestCert: true, rejectUnauthorized: false }, listener);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const webSocket = new WebSocket(process.env.RELAY_URL ?? '', relaySocketOptions);
await once(webSocket, 'open');
await serveRelay({ webSocket, listener });
process.send?.({ port: (server.address() as AddressInfo).port });
