import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import { startTcpProxy, type TcpProxy } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { makeCertificate, publicKeyOfCertificate } from '../../protocol/certificate.ts';
import { generateHostKey, type HostKey } from '../../protocol/keys.ts';
import { readWhole } from '../conformance/read.ts';
import { createFarEnd, type RoadUnderTest, roadConformance } from '../conformance.ts';
import { type DirectRoadOptions, directRoad } from './road.ts';

const [host, platform, stranger] = await Promise.all([generateHostKey(), generateHostKey(), generateHostKey()]);

interface Far extends AsyncDisposable {
  readonly network: TcpProxy;
  readonly farEnd: ReturnType<typeof createFarEnd>;
  readonly connections: () => number;
  readonly requests: () => number;
  road(options?: Partial<DirectRoadOptions>): ReturnType<typeof directRoad>;
}

/** What an agent is to the direct road: TLS with its own certificate, only for the platform. */
async function startFar({ key = host, tls = {} }: { key?: HostKey; tls?: ServerOptions } = {}): Promise<Far> {
  const farEnd = createFarEnd();
  const letIn = new WeakSet<object>();
  let [connections, requests] = [0, 0];
  const server = createServer(
    { key: key.toPem(), cert: makeCertificate(key), requestCert: true, rejectUnauthorized: false, ...tls },
    (request, response) => {
      // A request may have been read together with the end of the handshake.
      if (!letIn.has(request.socket)) return void request.socket.destroy();
      requests++;
      farEnd.listener(request, response);
    },
  );
  server.on('secureConnection', (socket) => {
    connections++;
    const shown = publicKeyOfCertificate(socket.getPeerX509Certificate()?.raw ?? '');
    if (shown === platform.publicKey) letIn.add(socket);
    else socket.destroy();
  });
  server.on('tlsClientError', (_error, socket) => void socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const network = await startTcpProxy({ target: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  return {
    network,
    farEnd,
    connections: () => connections,
    requests: () => requests,
    road: (options) =>
      directRoad({ addresses: [`https://127.0.0.1:${network.port}`], key: platform, hostKeys: () => [host.publicKey], ...options }),
    async [Symbol.asyncDispose]() {
      await network[Symbol.asyncDispose]();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function openDirect(): Promise<RoadUnderTest> {
  const far = await startFar();
  const road = far.road();
  return {
    road,
    notes: far.farEnd.notes,
    cut: () => far.network.cut(),
    async down() {
      const down = far.network.down();
      return { [Symbol.asyncDispose]: async () => down[Symbol.dispose]() };
    },
    // The proxy takes the connection before it hangs up.
    stagesWhenDown: ['connect', 'tls', 'open'],
    async [Symbol.asyncDispose]() {
      await road.close();
      await far[Symbol.asyncDispose]();
    },
  };
}

const hash = { method: 'GET', path: '/hash' } as const;

describe('the direct road', () => {
  for (const check of roadConformance({ open: openDirect })) it(check.title, check.run);

  it('sends nothing to a computer with another key, and says which it has', async () => {
    await using far = await startFar({ key: stranger });
    await using road = far.road();
    await expect(road.request(hash)).rejects.toMatchObject({
      code: 'HOST_KEY_CHANGED',
      details: { expected: [host.publicKey], found: stranger.publicKey },
    });
    expect(far.requests()).toBe(0);
  });

  it('goes by the keys that are pinned when it connects, two of them while they change', async () => {
    await using far = await startFar({ key: stranger });
    const pins = [host.publicKey];
    await using road = far.road({ hostKeys: () => pins });
    await expect(road.request(hash)).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED' });
    pins.push(stranger.publicKey);
    expect((await road.request(hash)).status).toBe(200);
  });

  it('is let in by its own key only', async () => {
    await using far = await startFar();
    await using road = far.road({ key: stranger });
    await expect(road.request(hash)).rejects.toMatchObject({ code: 'ROAD_DOWN' });
    expect(far.requests()).toBe(0);
  });

  it('speaks nothing older than TLS 1.3', async () => {
    await using far = await startFar({ tls: { maxVersion: 'TLSv1.2' } });
    await using road = far.road();
    await expect(road.request(hash)).rejects.toMatchObject({ code: 'ROAD_DOWN', details: { stage: 'tls' } });
  });

  it('keeps its connection for the next request', async () => {
    await using far = await startFar();
    await using road = far.road();
    for (let count = 0; count < 5; count++) await readWhole(await road.request(hash));
    expect(far.connections()).toBe(1);
  });

  it('tries addresses in order, and first the one that worked', async () => {
    await using far = await startFar();
    await using gone = await startTcpProxy({ target: 1 });
    using _down = gone.down();
    const addresses = ['https://host.invalid:7443', `https://127.0.0.1:${gone.port}`, `https://127.0.0.1:${far.network.port}`];
    await using road = far.road({ addresses });
    await readWhole(await road.request(hash));
    expect(road.address).toBe(`127.0.0.1:${far.network.port}`);
    far.network.cut();
    const [first] = addresses;
    expect(first).toBeDefined();
    await expect.poll(async () => (await road.request(hash)).status).toBe(200);
  });

  it('says that a name is unknown, and that nothing listens', async () => {
    const road = (address: string) => directRoad({ addresses: [address], key: platform, hostKeys: () => [] });
    await using nameless = road('https://host.invalid:7443');
    await expect(nameless.request(hash)).rejects.toMatchObject({ code: 'ROAD_DOWN', details: { stage: 'resolve' } });
    await using deaf = road('https://127.0.0.1:1');
    await expect(deaf.request(hash)).rejects.toMatchObject({
      code: 'ROAD_DOWN',
      message: 'The direct road to 127.0.0.1:1 is down: nothing listens there.',
      details: { stage: 'connect' },
    });
  });

  it('gives an end that never becomes secure up after its time', async () => {
    await using far = await startFar();
    using _slow = far.network.delay(3_600_000);
    const due: (() => void)[] = [];
    const clock = {
      now: () => 0,
      after(_ms: number, call: () => void) {
        due.push(call);
        return () => void due.splice(due.indexOf(call), 1);
      },
    };
    await using road = far.road({ clock });
    const failing = expect(road.request(hash)).rejects.toMatchObject({ code: 'ROAD_DOWN', details: { stage: 'tls' } });
    // One timer until there is a connection, another until it is secure.
    await expect.poll(() => far.network.connections).toBe(1);
    await expect.poll(() => due.length).toBe(1);
    for (const call of [...due]) call();
    await failing;
  });

  it('refuses what is no address', () => {
    for (const address of ['office-pc:7443', 'http://office-pc', '']) {
      expect(() => directRoad({ addresses: [address], key: platform, hostKeys: () => [] })).toThrow(/is no address of an agent/);
    }
  });
});
