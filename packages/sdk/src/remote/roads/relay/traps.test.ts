import { once } from 'node:events';
import { startTcpProxy, type TcpProxy } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../../clock/clock.ts';
import { readHash } from '../conformance/read.ts';
import { createFarEnd, type FarEnd } from '../conformance.ts';
import { heartbeat } from './bridge.ts';
import { openRelayLine, type RelayLine } from './line.ts';
import { relayRoad } from './road.ts';
import { type RelayEnd, serveRelay } from './serve.ts';
import { relaySocketOptions } from './socket-options.ts';
import { socketPair } from './socket-pair.ts';
import { streamWindowBytes } from './windows.ts';

interface Dialled extends AsyncDisposable {
  readonly line: RelayLine;
  readonly end: RelayEnd;
  readonly farEnd: FarEnd;
  readonly network: TcpProxy;
  readonly sockets: readonly [agent: WebSocket, platform: WebSocket];
}

/** A time that passes when a test says so. */
function manualClock(): Clock & { pass(ms: number): void } {
  let now = 0;
  const timers = new Map<() => void, number>();
  return {
    now: () => now,
    after(ms, callback) {
      timers.set(callback, now + ms);
      return () => timers.delete(callback);
    },
    pass(ms) {
      now += ms;
      for (const [callback, at] of [...timers]) {
        if (at > now) continue;
        timers.delete(callback);
        callback();
      }
    },
  };
}

async function dial({ platformClock, agentClock }: { platformClock?: Clock; agentClock?: Clock } = {}): Promise<Dialled> {
  const platform = new WebSocketServer({ port: 0, host: '127.0.0.1', ...relaySocketOptions });
  await once(platform, 'listening');
  const address = platform.address();
  const network = await startTcpProxy({ target: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  const accepted = once(platform, 'connection');
  const agentSocket = new WebSocket(`ws://127.0.0.1:${network.port}`, relaySocketOptions);
  const [[platformSocket]] = await Promise.all([accepted, once(agentSocket, 'open')]);
  const farEnd = createFarEnd();
  const [line, end] = await Promise.all([
    openRelayLine({ webSocket: platformSocket, clock: platformClock }),
    serveRelay({ webSocket: agentSocket, listener: farEnd.listener, clock: agentClock }),
  ]);
  return {
    line,
    end,
    farEnd,
    network,
    sockets: [agentSocket, platformSocket],
    async [Symbol.asyncDispose]() {
      network.cut();
      await Promise.all([line.close(), end.close()]);
      platform.close();
      await network[Symbol.asyncDispose]();
    },
  };
}

it('packs nothing that is packed already', async () => {
  await using dialled = await dial();
  for (const socket of dialled.sockets) expect(socket.extensions).toBe('');
});

it('has much under way, or a line with some delay would be slow', async () => {
  await using dialled = await dial();
  const { line, farEnd } = dialled;
  const answer = await line.request({ method: 'GET', path: '/endless' });
  await expect.poll(() => farEnd.notes.sentBytes).toBeGreaterThanOrEqual(streamWindowBytes);
  answer.body.destroy();
});

it.each(['platform', 'agent'] as const)('is given up by the %s when the other end falls silent', async (side) => {
  const clock = manualClock();
  await using dialled = await dial({ [`${side}Clock`]: clock });
  using _silence = dialled.network.delay(3_600_000);
  for (let passed = 0; passed < heartbeat.goneAfterMs + heartbeat.everyMs; passed += heartbeat.everyMs) clock.pass(heartbeat.everyMs);
  const closed = side === 'platform' ? dialled.line.closed : dialled.end.closed;
  expect(await closed).toBe('nothing was heard for 12 s');
});

it('stays while the other end answers, however long nobody asks', async () => {
  const clock = manualClock();
  await using dialled = await dial({ platformClock: clock });
  const [, platformSocket] = dialled.sockets;
  for (let beat = 0; beat < 10; beat++) {
    const answered = once(platformSocket, 'pong');
    clock.pass(heartbeat.everyMs);
    await answered;
  }
  expect(dialled.line.isOpen).toBe(true);
});

it('ends at both ends when either closes it, and says so at once', async () => {
  for (const side of ['line', 'end'] as const) {
    await using dialled = await dial();
    const running = dialled.line.request({ method: 'GET', path: '/half' }).then(readHash);
    const failing = expect(running).rejects.toMatchObject({ code: 'ROAD_DOWN' });
    while (dialled.farEnd.notes.started === 0) await new Promise((resolve) => setImmediate(resolve));
    await dialled[side].close();
    await failing;
    await Promise.all([dialled.line.closed, dialled.end.closed]);
    expect(dialled.line.isOpen).toBe(false);
  }
});

it('is down while the host has not dialled, and goes over the newest line', async () => {
  let line: RelayLine | null = null;
  await using road = relayRoad({ line: () => line });
  const hash = { method: 'GET', path: '/hash' } as const;
  await expect(road.request(hash)).rejects.toMatchObject({
    code: 'ROAD_DOWN',
    message: 'The relay road is down: the host has not dialled.',
    details: { stage: 'connect' },
  });
  await using first = await dial();
  line = first.line;
  expect((await road.request(hash)).status).toBe(200);
  await using second = await dial();
  line = second.line;
  expect((await road.request(hash)).status).toBe(200);
  expect([first.farEnd.notes.started, second.farEnd.notes.started]).toEqual([1, 1]);
});

it('bridges to sockets of its own, whoever else connects meanwhile', async () => {
  for (let count = 0; count < 5; count++) {
    const { near, far } = await socketPair();
    expect([near.localPort, near.remotePort]).toEqual([far.remotePort, far.localPort]);
    far.write('through');
    expect(String((await once(near, 'data'))[0])).toBe('through');
    near.destroy();
    far.destroy();
  }
});
