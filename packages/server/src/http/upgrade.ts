import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { databaseError } from '../database/index.ts';
import { toProblem } from '../problems/problem.ts';
import type { Logger } from '../settings/logger.ts';
import { createEventUpgrade, type EventUpgradeParts } from './event-upgrade.ts';
import { createRelayUpgrade, type RelayUpgradeParts } from './relay-upgrade.ts';

export interface UpgradeParts extends EventUpgradeParts, RelayUpgradeParts {
  readonly logger: Logger;
}

/** Makes a WebSocket of a connection, or answers why not. */
export type Upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;

const paths = { events: '/api/v1/events', relay: '/api/v1/relay' } as const;

/** Whether an upgrade is meant for us; all others belong to whoever else listens. */
export function isForUpgrade(incoming: IncomingMessage, basePath: string): boolean {
  const pathname = URL.parse(incoming.url ?? '', 'http://localhost')?.pathname;
  return Object.values(paths).some((path) => pathname === `${basePath}${path}`);
}

export function createUpgrade(parts: UpgradeParts): Upgrade {
  const [events, relay] = [createEventUpgrade(parts), createRelayUpgrade(parts)];
  return (incoming, socket, head) => {
    const url = new URL(incoming.url ?? '', 'http://localhost');
    // A connection that breaks while we look at it is no news; without a listener it would end the process.
    socket.on('error', (error) => parts.logger.debug({ err: error }, 'a connection broke while it was being upgraded'));
    const isRelay = url.pathname.endsWith(paths.relay);
    const accept = isRelay ? relay : events;
    accept({ incoming, socket, head, url }).catch((error: unknown) => refuse(socket, error, isRelay ? paths.relay : paths.events));
  };
}

/** An upgrade that is refused is answered as plain HTTP. */
function refuse(socket: Duplex, error: unknown, instance: string): void {
  const problem = toProblem(databaseError(error), { instance });
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
