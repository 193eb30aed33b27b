// Passes bytes to a port so many milliseconds later, each way, however many are on their way: a long line, not a slow one.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const target = Number(process.env.TARGET);
const delayMs = Number(process.env.DELAY_MS);
/** More than any line of this speed and length holds. */
const mostWaitingBytes = 256 * 1024 * 1024;

function passOn(from: Socket, to: Socket): void {
  let waiting = 0;
  from.on('data', (piece: Buffer) => {
    waiting += piece.byteLength;
    if (waiting > mostWaitingBytes) from.pause();
    setTimeout(() => {
      waiting -= piece.byteLength;
      if (!to.destroyed) to.write(piece);
      if (from.isPaused() && waiting < mostWaitingBytes) from.resume();
    }, delayMs);
  });
  from.on('close', () => to.destroy());
  // Either end of a line hangs up when a measurement is over.
  from.on('error', () => to.destroy());
}

const server = createServer({ noDelay: true }, (near) => {
  const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
  passOn(near, far);
  passOn(far, near);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.({ port: (server.address() as AddressInfo).port });
