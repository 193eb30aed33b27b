import { createHash, randomBytes } from 'node:crypto';
import { createUploader } from '@forecourt/sdk/uploads';
import { startTcpProxy, type TcpProxy } from '@forecourt/testing';
import fc from 'fast-check';
import { Upload as TusUpload } from 'tus-js-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import type { Receiver } from './receiver.ts';
import { bareClient, type Ground, type Listening, listen, openReceiver, prepareGround } from './testing/receiving.ts';

const chunkBytes = 65_536;
/** The head of a request, with room. */
const headBytes = 2000;

const fault = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('cut', 'damage', 'restart', 'lost answer'),
});

onBothColumns('a file on its way', (column) => {
  let ground: Ground;
  let receiver: Receiver;
  let server: Listening;
  let network: TcpProxy;
  /** Sees how many bytes went to the server, counted from the start of the upload. */
  let heard: (direction: 'up' | 'down') => void = () => undefined;

  beforeAll(async () => {
    ground = await prepareGround(column);
    receiver = await openReceiver(ground, { limits: { maxBytes: 10_000_000 } });
    server = await listen(receiver, ground.ours.caller);
    network = await startTcpProxy({ target: server.port, heard: ({ direction }) => heard(direction) });
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await receiver.close();
    await ground[Symbol.asyncDispose]();
  });

  /** A server that remembers nothing but what is on the disk and in the database. */
  async function restart(): Promise<void> {
    using _ = network.down();
    await server[Symbol.asyncDispose]();
    await receiver.close();
    receiver = await openReceiver(ground, { limits: { maxBytes: 10_000_000 } });
    server = await listen(receiver, ground.ours.caller);
    network.target = server.port;
  }

  const stored = async (bytes: Uint8Array) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return Buffer.from(await new Response(await ground.storage.read(sha256)).arrayBuffer()).equals(bytes);
  };

  it('arrives whole whatever happens to the connection, with one chunk sent again for each fault at most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_500_000 }), fc.array(fault, { maxLength: 4 }), async (size, faults) => {
        const bytes = randomBytes(size);
        const before = network.sentBytes;
        let isDamagePending = false;
        const open = faults.map(({ at, kind }) => ({ kind, at: before + at * size }));
        const healing: Promise<void>[] = [];
        heard = (direction) => {
          const next = open.find(({ at, kind }) => network.sentBytes >= at && (kind === 'lost answer') === (direction === 'down'));
          if (next === undefined) return;
          open.splice(open.indexOf(next), 1);
          if (next.kind === 'damage') {
            isDamagePending = true;
            void network.corruptNext(8000).then(() => {
              isDamagePending = false;
            });
          } else if (next.kind === 'restart') healing.push((healing.at(-1) ?? Promise.resolve()).then(restart));
          else network.cut();
        };
        await using uploader = createUploader({ client: bareClient(`http://127.0.0.1:${network.port}`), chunkBytes });
        await uploader.add(new Blob([bytes]), { vehicleId: ground.ours.vehicleId }).done;
        heard = () => undefined;
        await Promise.all(healing);
        expect(await stored(bytes)).toBe(true);
        const requests = 4 + Math.ceil(size / chunkBytes) + 6 * faults.length;
        expect(network.sentBytes - before).toBeLessThanOrEqual(size + faults.length * chunkBytes + requests * headBytes);
        // Damage that came too late for this file shall not meet another test.
        while (isDamagePending) await uploader.add(new Blob([randomBytes(chunkBytes)]), { vehicleId: ground.ours.vehicleId }).done;
      }),
      { numRuns: column.name === 'PGlite' ? 10 : 6, endOnFailure: true },
    );
  });

  it('is taken from a tus client that knows nothing of us, over cuts too', async () => {
    const bytes = randomBytes(1_000_000);
    let cuts = 0;
    await new Promise<unknown>((resolve, reject) => {
      const upload = new TusUpload(bytes, {
        endpoint: `http://127.0.0.1:${network.port}/api/v1/uploads`,
        metadata: { filename: 'car.jpg', vehicleId: ground.ours.vehicleId },
        retryDelays: [0, 10, 20, 40, 80],
        chunkSize: 300_000,
        onChunkComplete() {
          if (cuts++ < 2) network.cut();
        },
        onError: reject,
        onSuccess: resolve,
      });
      upload.start();
    });
    expect(cuts).toBeGreaterThan(2);
    expect(await stored(bytes)).toBe(true);
  });

  it('goes with the request that creates it, where a client does that', async () => {
    const bytes = randomBytes(100_000);
    const { lastResponse } = await new Promise<{ lastResponse: { getHeader(name: string): string | undefined } }>((resolve, reject) => {
      new TusUpload(bytes, {
        endpoint: `${server.url}/api/v1/uploads`,
        metadata: { filename: 'car.jpg', vehicleId: ground.ours.vehicleId },
        uploadDataDuringCreation: true,
        onError: reject,
        onSuccess: resolve,
      }).start();
    });
    expect(lastResponse.getHeader('Repr-Digest')).toBeDefined();
    expect(await stored(bytes)).toBe(true);
  });
});
