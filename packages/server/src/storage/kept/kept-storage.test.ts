import { createHash } from 'node:crypto';
import { startFakeS3, temporaryFolder } from '@forecourt/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/open.ts';
import { createMove, type StoragePlace } from '../../database/storage-moves.ts';
import { onBothColumns } from '../../testing/columns.ts';
import { storageConformance } from '../conformance.ts';
import { createLocalStorage } from '../local/local-storage.ts';
import { createS3Storage } from '../s3/s3-storage.ts';
import type { Storage } from '../storage.ts';
import { createKeptStorage } from './kept-storage.ts';
import { merged } from './merged.ts';
import { createPlacements } from './placements.ts';

async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
const byName = (a: string, b: string) => (a < b ? -1 : 1);

onBothColumns('files as the database knows them', (column) => {
  let database: Database;
  let close: () => Promise<void>;
  let open: (place: string, chosen?: StoragePlace) => Promise<{ kept: Storage; folder: Storage; s3: Storage }>;
  beforeAll(async () => {
    await using stack = new AsyncDisposableStack();
    database = stack.use(await column.open());
    const fake = stack.use(await startFakeS3());
    const { bucket, region, accessKeyId, secretAccessKey, url } = fake;
    open = async (place, chosen = 'folder') => {
      const prefix = `${place.replace(/\W+/g, '-')}/`;
      const folder = await createLocalStorage({ folder: place });
      const s3 = await createS3Storage({ endpoint: url, bucket, region, accessKeyId, secretAccessKey, prefix, backoffMs: 1 });
      const kept = createKeptStorage({ database, placements: await createPlacements(database, chosen), places: { folder, s3 } });
      return { kept: { ...kept, [Symbol.asyncDispose]: () => s3.close() }, folder, s3 };
    };
    const rest = stack.move();
    close = () => rest.disposeAsync();
  });
  afterAll(() => close());

  storageConformance({ name: 'in a folder', open: async (place) => (await open(place)).kept });

  describe('while they move', () => {
    beforeAll(() => createMove(database, { source: 'folder', target: 's3', bytesPerSecond: null }));

    storageConformance({ name: 'from a folder to a bucket', open: async (place) => (await open(place)).kept });

    it('are put at the target, read from either, and removed from both', async () => {
      await using place = await temporaryFolder();
      const { kept, folder, s3 } = await open(place.path);
      const { sha256: old } = await folder.put(Buffer.from('old'));
      const { sha256: fresh } = await kept.put(Buffer.from('fresh'));
      expect([await folder.has(fresh), await s3.has(fresh)]).toEqual([false, true]);
      expect(await new Response(await kept.read(old)).text()).toBe('old');
      expect(await kept.path(old)).toBe(await folder.path(old));
      expect(await kept.path(fresh)).toBeUndefined();
      expect((await Array.fromAsync(kept.list())).map(({ sha256 }) => sha256)).toEqual([old, fresh].toSorted(byName));
      await s3.put(Buffer.from('old'));
      await kept.delete(old);
      expect([await folder.has(old), await s3.has(old)]).toEqual([false, false]);
      await s3.close();
    });
  });

  it('that were put by somebody who did not know of the move yet are brought to the target before he is told', async () => {
    await using place = await temporaryFolder();
    await createMove(database, { source: 's3', target: 'folder', bytesPerSecond: null });
    const { kept, folder, s3 } = await open(place.path);
    const bytes = Buffer.from('put while the move began');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // The move turns round while the first half is on its way.
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      await createMove(database, { source: 'folder', target: 's3', bytesPerSecond: null });
      controller.enqueue(bytes);
      controller.close();
    };
    const stream = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
    await kept.put(stream, { sha256 });
    expect([await folder.has(sha256), await s3.has(sha256)]).toEqual([true, true]);
    await s3.close();
  });

  it('are found by a server that still thinks that they are elsewhere', async () => {
    await using place = await temporaryFolder();
    await createMove(database, { source: 's3', target: 'folder', bytesPerSecond: null });
    const { kept, folder, s3 } = await open(place.path);
    const { sha256 } = await s3.put(Buffer.from('moved'));
    await createMove(database, { source: 'folder', target: 's3', bytesPerSecond: null });
    expect(await kept.has(sha256)).toBe(true);
    expect(await new Response(await kept.read(sha256)).text()).toBe('moved');
    expect(await folder.has(sha256)).toBe(false);
    await s3.close();
  });

  it('cannot be told about by a server that has no settings for where they are', async () => {
    await using place = await temporaryFolder();
    const folder = await createLocalStorage({ folder: place.path });
    const kept = createKeptStorage({ database, placements: await createPlacements(database, 'folder'), places: { folder } });
    await expect(kept.put(Buffer.from('x'))).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      hint: expect.stringContaining('FORECOURT_S3_BUCKET'),
    });
    await expect(kept.check()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});

describe('several lists in one order', () => {
  it('are one list in that order, each thing once', async () => {
    const list = fc.uniqueArray(fc.nat(30)).map((numbers) => numbers.map((number) => String(number).padStart(2, '0')).toSorted(byName));
    await fc.assert(
      fc.asyncProperty(fc.array(list, { maxLength: 4 }), async (lists) => {
        const streams = lists.map((items) => inTurn(items));
        const all = await Array.fromAsync(merged(streams, (item) => item));
        expect(all).toEqual([...new Set(lists.flat())].toSorted(byName));
      }),
    );
  });
});
