import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { directRoad, generateHostKey, type Road } from '../../packages/sdk/src/remote/index.ts';
import { openRelayLine, relayRoad, relaySocketOptions } from '../../packages/sdk/src/remote/roads/relay/index.ts';
import type { Benchmark, Context } from '../benchmark.ts';
import { alternately, compare, figure, median } from '../measure.ts';
import { type Child, startChild } from './child.ts';

const mebibyte = 1 << 20;
const fileMebibytes = 256;
const requestsEach = 500;
const atOnce = 100;
/** There and back 40 ms. */
const oneWayMs = 20;

/** Bytes to the host through the relay, beside the direct road; each has TLS or a WebSocket's frames to do, both end in the same process. */
export const relayThroughput: Benchmark = {
  name: 'roads.relay',
  title: `${fileMebibytes} MiB to a host through the relay, beside the direct road, on loopback`,
  target: { field: 'ratio', bound: 'at least', limit: 0.5 },
  repeat: 9,
  run: (context) => throughput(context, 0, 'the direct road'),
};

export const relayThroughputDelayed: Benchmark = {
  name: 'roads.relay-40ms',
  title: `${fileMebibytes} MiB to a host through the relay over a line of 40 ms, beside the direct road over such a line`,
  target: { field: 'value', bound: 'at least', limit: 100 },
  repeat: 9,
  run: (context) => throughput(context, oneWayMs, 'the direct road, 40 ms'),
};

/** Small requests, a hundred at once, as probes, leases and heads of files are. */
export const roadRequests: Benchmark = {
  name: 'roads.requests',
  title: 'requests a second to a host through the relay, a hundred at once, beside the direct road',
  repeat: 9,
  async run(context) {
    await using roads = await openRoads(context, 0);
    const single: number[] = [];
    const pairs = await alternately(context, {
      unit: 'requests/s',
      async ours() {
        single.push(await medianMs(roads.relay));
        return requestsPerSecond(roads.relay);
      },
      peer: () => requestsPerSecond(roads.direct),
    });
    const details = [`one at a time through the relay: ${figure(median(single))} ms`];
    return compare(pairs, { unit: 'requests/s', peer: 'the direct road', better: 'more', details });
  },
};

async function throughput(context: Context, delayMs: number, peer: string) {
  await using roads = await openRoads(context, delayMs);
  const pairs = await alternately(context, {
    unit: 'MiB/s',
    ours: () => mebibytesPerSecond(roads.relay),
    peer: () => mebibytesPerSecond(roads.direct),
  });
  return compare(pairs, { unit: 'MiB/s', peer, better: 'more', details: ['one body of zeros, its receipt included'] });
}

async function mebibytesPerSecond(road: Road): Promise<number> {
  const body = Buffer.alloc(fileMebibytes * mebibyte);
  const startedAt = performance.now();
  const received = await ask(road, body);
  if (received !== String(body.byteLength)) throw new Error(`The far end got ${received} of ${body.byteLength} bytes.`);
  return fileMebibytes / ((performance.now() - startedAt) / 1000);
}

async function requestsPerSecond(road: Road): Promise<number> {
  let left = requestsEach;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await ask(road, Buffer.from('{}'));
    }),
  );
  return requestsEach / ((performance.now() - startedAt) / 1000);
}

async function medianMs(road: Road): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 50; count++) {
    const startedAt = performance.now();
    await ask(road, Buffer.from('{}'));
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

async function ask(road: Road, body: Uint8Array): Promise<string> {
  const answer = await road.request({ method: 'PUT', path: '/', body });
  let text = '';
  for await (const piece of answer.body) text += piece;
  return text;
}

interface Roads extends AsyncDisposable {
  readonly relay: Road;
  readonly direct: Road;
}

/** Both roads to one host, which is a process of its own; with a delay each through a proxy that is one too. */
async function openRoads({ signal }: Context, delayMs: number): Promise<Roads> {
  await using parts = new AsyncDisposableStack();
  const [hostKey, platformKey] = await Promise.all([generateHostKey(), generateHostKey()]);
  const platform = new WebSocketServer({ port: 0, host: '127.0.0.1', ...relaySocketOptions });
  parts.defer(() => void platform.close());
  await once(platform, 'listening');
  const delayed = async (port: number): Promise<number> => {
    if (delayMs === 0) return port;
    return parts.use(await startChild('delay-proxy', { TARGET: String(port), DELAY_MS: String(delayMs) }, signal)).port;
  };
  const relayPort = await delayed((platform.address() as AddressInfo).port);
  const accepted = once(platform, 'connection').then(([webSocket]) => openRelayLine({ webSocket }));
  const env = { HOST_KEY: hostKey.toPem(), RELAY_URL: `ws://127.0.0.1:${relayPort}` };
  const host: Child = parts.use(await startChild('road-far-end', env, signal));
  const line = await accepted;
  const relay = parts.use(relayRoad({ line: () => line }));
  const address = `https://127.0.0.1:${await delayed(host.port)}`;
  const direct = parts.use(directRoad({ addresses: [address], key: platformKey, hostKeys: () => [hostKey.publicKey] }));
  const all = parts.move();
  return { relay, direct, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
