import { ForecourtError } from '@forecourt/errors';
import type { ForecourtEvent } from '../contract/index.ts';
import type { Connection } from './connection.ts';
import { parseEvent, silenceMs } from './event-message.ts';

/** Close code of the server for a session or key that has ended (4000 to 4999 are an application's own: RFC 6455, 7.4.2). */
const accessEnded = 4401;

/** The event stream over a WebSocket: gives events until it closes. */
export async function* openWebSocketEvents(
  connection: Connection,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<ForecourtEvent, void, undefined> {
  const url = new URL(`${connection.url}/events`);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (after !== undefined) url.searchParams.set('after', after);
  // Browsers send no headers of ours with a WebSocket.
  if (connection.dealership !== undefined) url.searchParams.set('dealership', connection.dealership);
  const messages: string[] = [];
  let end: ForecourtError | null = null;
  let wake: () => void = () => undefined;
  const socket = new WebSocket(url);
  const finish = (error: ForecourtError) => {
    end ??= error;
    wake();
  };
  const silent = () => finish(new ForecourtError('SERVER_UNREACHABLE', 'The event stream fell silent.'));
  let timer = setTimeout(silent, silenceMs);
  const aborted = () => finish(new ForecourtError('ABORTED', 'This was cancelled.', { cause: signal.reason }));
  socket.addEventListener('message', ({ data }) => {
    clearTimeout(timer);
    timer = setTimeout(silent, silenceMs);
    // An empty message is a heartbeat: browsers hide the protocol's own pings from pages.
    if (typeof data === 'string' && data !== '') messages.push(data);
    wake();
  });
  socket.addEventListener('close', ({ code, reason }) => {
    finish(
      code === accessEnded
        ? new ForecourtError('UNAUTHENTICATED', reason || 'The session or key has ended.')
        : new ForecourtError('SERVER_UNREACHABLE', `The event stream was closed (${code}${reason && `, ${reason}`}).`),
    );
  });
  signal.addEventListener('abort', aborted, { once: true });
  if (signal.aborted) aborted();
  try {
    for (;;) {
      const message = messages.shift();
      if (message !== undefined) {
        const event = parseEvent(message);
        if (event) yield event;
      } else if (end) {
        throw end;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', aborted);
    socket.close(1000);
  }
}
