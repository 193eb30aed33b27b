import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ForecourtEvent } from '@forecourt/sdk/contract';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { manualClock } from '../testing/manual-clock.ts';
import type { StreamItem } from './stream.ts';
import { sendOverWebSocket } from './web-socket.ts';

it('a reader that takes nothing is dropped with a word, and nothing piles up for it', async () => {
  const clock = manualClock();
  const http = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  const server = new WebSocketServer({ server: http });
  let asked = 0;
  async function* endless(): AsyncGenerator<StreamItem, void, undefined> {
    const event: ForecourtEvent = { type: 'vehicle.deleted', id: 'x'.repeat(500_000), at: '', data: { id: '' } };
    for (;;) {
      asked += 1;
      yield event;
    }
  }
  const sending = new Promise<void>((resolve) => {
    server.on('connection', (socket) => sendOverWebSocket(socket, endless(), clock).then(resolve));
  });
  const reader = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  await new Promise((resolve) => reader.once('open', resolve));
  reader.pause();
  // The network takes some; then the sender waits, and takes no more from the stream.
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = asked === before;
        before = asked;
        return isStill;
      },
      { interval: 100 },
    )
    .toBe(true);
  expect(asked).toBeLessThan(100);
  clock.advance(30_000);
  await sending;
  const closed = new Promise<[number, string]>((resolve) => reader.on('close', (code, reason) => resolve([code, String(reason)])));
  reader.resume();
  expect(await closed).toEqual([1013, expect.stringContaining('too slow')]);
  server.close();
  http.close();
});
