import { abortError, ForecourtError } from '@forecourt/errors';
import { systemClock } from '../clock/clock.ts';
import { pause } from '../clock/pause.ts';
import type { ForecourtEvent } from '../contract/index.ts';
import type { CallOptions } from './call.ts';
import type { Connection } from './connection.ts';
import { openServerSentEvents } from './server-sent-events.ts';
import { openWebSocketEvents } from './web-socket-events.ts';

export interface EventOptions extends CallOptions {
  /** Cursor: the `id` of the last event seen. From now on where left out. */
  readonly after?: string | undefined;
  /** Told when the connection stands and when it is being sought. */
  readonly onState?: ((state: 'connecting' | 'open') => void) | undefined;
}

/** Opens one stream behind a cursor: gives events until it breaks (throws) or the server ends it (returns). */
export type OpenEvents = (connection: Connection, after: string | undefined, signal: AbortSignal) => AsyncIterable<ForecourtEvent>;

/** A server that restarts is back within seconds; a longer outage is asked about twice a minute. */
const longestDelayMs = 30_000;
const firstDelayMs = 250;

/** Follows the dealership's events over one lost connection after another, from where the last one ended. */
export async function* followEvents(connection: Connection, options: EventOptions): AsyncGenerator<ForecourtEvent, void, undefined> {
  const leave = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, leave.signal]) : leave.signal;
  let cursor = options.after;
  let failures = 0;
  // A WebSocket in a browser sends cookies and nothing else of ours.
  const canWebSocket = typeof WebSocket === 'function' && !connection.isCustom;
  let isWebSocketWanted = canWebSocket;
  try {
    for (;;) {
      if (signal.aborted) throw abortError(signal);
      options.onState?.('connecting');
      const open: OpenEvents = isWebSocketWanted ? openWebSocketEvents : openServerSentEvents;
      let isOpen = false;
      try {
        for await (const event of open(connection, cursor, signal)) {
          if ('id' in event) cursor = event.id;
          if (event.type === 'stream.opened') {
            isOpen = true;
            failures = 0;
            options.onState?.('open');
          }
          yield event;
        }
      } catch (error) {
        const known = ForecourtError.from(error, 'SERVER_UNREACHABLE');
        if (signal.aborted) throw abortError(signal);
        if (!known.retryable) throw known;
      }
      // A proxy that lets no WebSocket through says nothing else than that it failed: plain HTTP may pass, and tells why if not. A server
      // that was only away gets its WebSocket again, since of plain streams browsers allow six for all pages of an origin.
      isWebSocketWanted = canWebSocket && (isOpen || !isWebSocketWanted);
      await pause(delayMs(failures), systemClock, signal);
      failures += 1;
    }
  } finally {
    leave.abort();
  }
}

/** Full jitter: a thousand pages that lost the same server do not come back in the same second. */
function delayMs(failures: number): number {
  return Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** failures);
}
