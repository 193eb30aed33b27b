import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A connection that asks to be a WebSocket. */
export interface AskedUpgrade {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly url: URL;
}

/** Takes an upgrade, or throws why not. */
export type AcceptUpgrade = (asked: AskedUpgrade) => Promise<void>;
