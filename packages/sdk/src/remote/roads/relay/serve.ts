import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { WebSocket } from 'ws';
import { type Clock, systemClock } from '../../../clock/clock.ts';
import { bridge } from './bridge.ts';
import { socketPair } from './socket-pair.ts';
import { relaySettings, sessionMegabytes, sessionWindowBytes } from './windows.ts';

export interface ServeRelayOptions {
  /** Open, dialled by this end with {@link relaySocketOptions}. */
  readonly webSocket: WebSocket;
  /** Answers requests; one that Node's HTTP/2 server would take. */
  readonly listener: (request: Http2ServerRequest, response: Http2ServerResponse) => void;
  readonly clock?: Clock | undefined;
}

/** The agent's end of a relay while it lasts. */
export interface RelayEnd {
  /** Resolves when it broke or was closed, with why. Dial again then. */
  readonly closed: Promise<string>;
  /** Ends what is under way. Twice is fine. */
  close(): Promise<void>;
}

/**
 * Serves the agent's protocol to the platform through a WebSocket that the agent dialled: HTTP/2 runs inside it, and the platform asks.
 *
 * @example
 * const webSocket = new WebSocket(relayUrl, { ...relaySocketOptions, headers: { authorization: `Bearer ${token}` } });
 * await once(webSocket, 'open');
 * const relay = await serveRelay({ webSocket, listener });
 * console.log(await relay.closed);
 */
export async function serveRelay({ webSocket, listener, clock = systemClock }: ServeRelayOptions): Promise<RelayEnd> {
  // What comes before the other end of the bridge is there waits.
  webSocket.pause();
  const { near, far } = await socketPair();
  const server = createServer({ settings: relaySettings, maxSessionMemory: sessionMegabytes }, listener);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(sessionWindowBytes);
  });
  // Either is followed by the end of the socket, which is what counts.
  server.on('sessionError', () => near.destroy());
  near.on('error', () => undefined);
  server.emit('connection', near);
  const closed = bridge({ webSocket, socket: far, clock }).then((reason) => {
    for (const session of sessions) session.destroy();
    near.destroy();
    return reason;
  });
  return {
    closed,
    async close() {
      far.destroy();
      await closed;
    },
  };
}
