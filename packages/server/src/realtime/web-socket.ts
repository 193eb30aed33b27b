import { ForecourtError } from '@forecourt/errors';
import type { WebSocket } from 'ws';
import { type StreamClock, systemClock } from './clock.ts';
import type { StreamItem } from './stream.ts';

/** Close codes: RFC 6455, 7.4.1, and our own from 4000 on. */
export const closeCodes = { goingAway: 1001, internalError: 1011, tryAgainLater: 1013, badRequest: 4400, accessEnded: 4401 } as const;

/** A reader that takes nothing for this long is dropped: it can come again and have what it missed. */
const slowMs = 30_000;

/** Sends a stream over a WebSocket until one of both ends; then closes with a code that says why. Never rejects. */
export async function sendOverWebSocket(
  socket: WebSocket,
  stream: AsyncGenerator<StreamItem, void, undefined>,
  clock: StreamClock = systemClock,
): Promise<void> {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  try {
    for await (const item of stream) {
      if (socket.readyState !== socket.OPEN) return;
      if (item === null) {
        if (!isAlive) throw new ForecourtError('SERVER_UNREACHABLE', 'The reader does not answer pings.');
        isAlive = false;
        socket.ping();
      }
      // An empty message beside the ping: browsers hide pings from pages, which need to know that the line is not dead.
      if (!(await isSent(socket, item === null ? '' : JSON.stringify(item), clock))) {
        close(socket, closeCodes.tryAgainLater, 'The reader is too slow. Ask again for what came after the last event.');
        return;
      }
    }
    close(socket, closeCodes.goingAway, 'The server stops.');
  } catch (error) {
    const known = ForecourtError.from(error);
    if (known.code === 'UNAUTHENTICATED' || known.code === 'FORBIDDEN') close(socket, closeCodes.accessEnded, known.message);
    else if (known.code === 'INVALID_INPUT') close(socket, closeCodes.badRequest, known.message);
    else if (known.retryable) close(socket, closeCodes.tryAgainLater, known.message);
    else close(socket, closeCodes.internalError, 'Something went wrong on the server.');
  }
}

/** Whether the message left for the network in time. */
async function isSent(socket: WebSocket, text: string, clock: StreamClock): Promise<boolean> {
  const settled = new AbortController();
  const sent = new Promise<boolean>((resolve) => {
    socket.send(text, () => resolve(true));
  });
  const late = clock.wait(slowMs, settled.signal).then(() => false);
  const inTime = await Promise.race([sent, late]);
  settled.abort();
  return inTime;
}

/** Says goodbye, and ends the connection if the other end does not. */
function close(socket: WebSocket, code: number, reason: string): void {
  // A close frame holds 123 bytes of reason (RFC 6455, 5.5).
  socket.close(code, Buffer.from(reason).subarray(0, 123).toString());
  const timer = setTimeout(() => socket.terminate(), 2_000);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
