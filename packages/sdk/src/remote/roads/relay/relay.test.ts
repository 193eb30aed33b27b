import { once } from 'node:events';
import { createServer } from 'node:http';
import { startTcpProxy } from '@forecourt/testing';
import { describe, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createFarEnd, type RoadUnderTest, roadConformance } from '../conformance.ts';
import { openRelayLine, type RelayLine } from './line.ts';
import { relayRoad } from './road.ts';
import { serveRelay } from './serve.ts';
import { relaySocketOptions } from './socket-options.ts';

/** An agent that dials a platform through a network that can be cut, and dials again when that happened. */
async function openRelay(): Promise<RoadUnderTest> {
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const platform = new WebSocketServer({ server: http, ...relaySocketOptions });
  const network = await startTcpProxy({ target: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  const farEnd = createFarEnd();
  let line: RelayLine | null = null;
  let arrived = Promise.withResolvers<void>();
  let isOver = false;
  let refused: AsyncDisposable | undefined;

  platform.on('connection', (webSocket) => {
    void openRelayLine({ webSocket }).then((opened) => {
      line = opened;
      arrived.resolve();
    });
  });
  const dial = async (): Promise<void> => {
    while (!isOver) {
      const webSocket = new WebSocket(`ws://127.0.0.1:${network.port}`, relaySocketOptions);
      const isOpen = await once(webSocket, 'open').then(
        () => true,
        () => false,
      );
      if (isOpen) await (await serveRelay({ webSocket, listener: farEnd.listener })).closed;
    }
  };
  await Promise.race([arrived.promise, new Promise<void>((resolve) => setImmediate(resolve))]);
  const dialling = dial();
  await arrived.promise;
  return {
    road: relayRoad({ line: () => line }),
    notes: farEnd.notes,
    cut: () => network.cut(),
    async down() {
      arrived = Promise.withResolvers<void>();
      const lost = line?.closed;
      const down = network.down();
      await lost;
      refused = {
        async [Symbol.asyncDispose]() {
          down[Symbol.dispose]();
          await arrived.promise;
        },
      };
      return refused;
    },
    stagesWhenDown: ['connect'],
    async [Symbol.asyncDispose]() {
      isOver = true;
      network.cut();
      await line?.close();
      platform.close();
      http.close();
      http.closeAllConnections();
      await dialling;
      await network[Symbol.asyncDispose]();
    },
  };
}

describe('the relay', () => {
  for (const check of roadConformance({ open: openRelay })) it(check.title, check.run);
});
