import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../clock/clock.ts';

export interface BridgeOptions {
  readonly webSocket: WebSocket;
  readonly socket: Socket;
  readonly clock: Clock;
}

/** How often each end asks whether the other is there, and after how long without a sign it is taken for gone. */
export const heartbeat = { everyMs: 5000, goneAfterMs: 12_000 } as const;

/** What may wait in the WebSocket before the socket has to. */
const mostWaitingBytes = 4 * 1024 * 1024;

/**
 * Passes bytes between a WebSocket and a socket, each no faster than the other takes them, and ends one with the other.
 *
 * @returns why it ended, when both are closed
 */
export function bridge({ webSocket, socket, clock }: BridgeOptions): Promise<string> {
  let reason: string | undefined;
  let heardAt = clock.now();
  let cancelBeat: (() => void) | undefined;
  const heard = () => {
    heardAt = clock.now();
  };
  const end = (why: string) => {
    reason ??= why;
    cancelBeat?.();
    socket.destroy();
    if (webSocket.readyState === webSocket.OPEN) {
      // The other end's good-bye waits behind what was not read yet.
      webSocket.resume();
      webSocket.close(1001);
      // An end that is gone does not say good-bye.
      cancelBeat = clock.after(1000, () => webSocket.terminate());
    } else if (webSocket.readyState === webSocket.CONNECTING) webSocket.terminate();
  };
  const beat = () => {
    if (clock.now() - heardAt >= heartbeat.goneAfterMs) {
      reason ??= `nothing was heard for ${heartbeat.goneAfterMs / 1000} s`;
      webSocket.terminate();
      return;
    }
    webSocket.ping();
    cancelBeat = clock.after(heartbeat.everyMs, beat);
  };

  webSocket.on('message', (data: Message) => {
    heard();
    if (!socket.destroyed && !socket.write(bytesOf(data))) webSocket.pause();
  });
  socket.on('drain', () => webSocket.resume());
  webSocket.on('ping', heard);
  webSocket.on('pong', heard);
  webSocket.on('error', (error) => end(error.message));
  const closed = new Promise<string>((resolve) => {
    webSocket.once('close', (code) => {
      end(`the WebSocket was closed with ${code}`);
      resolve(reason ?? '');
    });
  });

  socket.on('data', (piece) => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    webSocket.send(piece, { binary: true }, () => {
      if (socket.isPaused() && webSocket.bufferedAmount < mostWaitingBytes) socket.resume();
    });
    if (webSocket.bufferedAmount >= mostWaitingBytes) socket.pause();
  });
  socket.once('close', () => end('this end was closed'));
  // Its end follows as 'close'.
  socket.on('error', () => undefined);
  if (webSocket.readyState !== webSocket.OPEN) end('the WebSocket is not open');
  else beat();
  webSocket.resume();
  return closed;
}

/** What `ws` gives, by its setting `binaryType`. */
type Message = Buffer | ArrayBuffer | Buffer[];

function bytesOf(data: Message): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
