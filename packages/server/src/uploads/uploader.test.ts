import { createHash, randomBytes } from 'node:crypto';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createUploader, type Upload, type UploadStorage } from '@forecourt/sdk/uploads';
import { fileSource, folderStorage } from '@forecourt/sdk/uploads/node';
import { startTcpProxy, type TcpProxy, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { eq } from '../database/drizzle.ts';
import { uploads } from '../database/schema.ts';
import { onBothColumns } from '../testing/columns.ts';
import { bareClient, type Ground, listen, openReceiver, prepareGround } from './testing/receiving.ts';

const chunkBytes = 50_000;

onBothColumns('an uploader', (column) => {
  let stack: AsyncDisposableStack;
  let ground: Ground;
  let network: TcpProxy;
  let folder: TemporaryFolder;
  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    ground = stack.use(await prepareGround(column));
    const receiver = stack.use(await openReceiver(ground, { limits: { maxBytes: 100_000_000 } }));
    const server = stack.use(await listen(receiver, ground.ours.caller));
    network = stack.use(await startTcpProxy({ target: server.port }));
    folder = stack.use(await temporaryFolder());
  });
  afterAll(() => stack.disposeAsync());

  const uploaderOf = (storage: string | null = null, bytes = chunkBytes) =>
    createUploader({
      client: bareClient(`http://127.0.0.1:${network.port}`),
      chunkBytes: bytes,
      storage: storage === null ? null : folderStorage(join(folder.path, storage)),
    });
  const to = () => ({ vehicleId: ground.ours.vehicleId });
  const isStored = (bytes: Uint8Array) => ground.storage.has(createHash('sha256').update(bytes).digest('hex'));
  /** Until so much of it is there. */
  async function reached(upload: Upload, sentBytes: number): Promise<void> {
    for await (const state of upload) if (state.sentBytes >= sentBytes) return;
  }

  it('pauses, goes on where it was, and tells both', async () => {
    await using uploader = uploaderOf();
    const bytes = randomBytes(500_000);
    using _ = network.delay(5);
    const upload = uploader.add(new Blob([bytes]), to());
    const before = network.sentBytes;
    await reached(upload, 200_000);
    upload.pause();
    expect(upload.state).toMatchObject({ status: 'paused', bytesPerSecond: null, remainingMs: null });
    upload.resume();
    await upload.done;
    expect(await isStored(bytes)).toBe(true);
    expect(network.sentBytes - before).toBeLessThan(bytes.byteLength + 2 * chunkBytes + 20_000);
  });

  it('cancels for good, and nothing stays at the server', async () => {
    await using uploader = uploaderOf();
    using _ = network.delay(5);
    const upload = uploader.add(new Blob([randomBytes(500_000)]), to());
    await reached(upload, 100_000);
    await upload.cancel();
    await expect(upload.done).rejects.toMatchObject({ code: 'ABORTED' });
    expect(upload.state.status).toBe('cancelled');
    expect(await readdir(join(ground.dataDir, 'uploads'))).toEqual([]);
    uploader.remove(upload.id);
    expect(uploader.uploads).toEqual([]);
    const signal = AbortSignal.abort();
    await expect(uploader.add(new Blob([randomBytes(9)]), { ...to(), signal }).done).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('sends so many at once, and the others in their turn', async () => {
    await using uploader = createUploader({ client: bareClient(`http://127.0.0.1:${network.port}`), parallel: 2, storage: null });
    let most = 0;
    uploader.subscribe(() => {
      most = Math.max(most, uploader.uploads.filter(({ state }) => state.status === 'sending').length);
    });
    const files = Array.from({ length: 6 }, () => randomBytes(30_000));
    await Promise.all(files.map((bytes) => uploader.add(new Blob([bytes]), to()).done));
    expect(most).toBe(2);
    for (const bytes of files) expect(await isStored(bytes)).toBe(true);
  });

  it.each(['restored', 'added again'])('goes on in another process when the upload is %s', async (how) => {
    const bytes = randomBytes(600_000);
    const path = join(folder.path, `${how}.jpg`);
    await writeFile(path, bytes);
    const before = network.sentBytes;
    const first = uploaderOf(how);
    {
      using _ = network.delay(5);
      await reached(first.add(await fileSource(path), to()), 300_000);
      await first.close();
    }
    await using second = uploaderOf(how);
    const [upload] = how === 'restored' ? await second.restore() : [second.add(await fileSource(path), to())];
    await upload?.done;
    expect(await isStored(bytes)).toBe(true);
    expect(network.sentBytes - before).toBeLessThan(bytes.byteLength + 2 * chunkBytes + 30_000);
    await using third = uploaderOf(how);
    expect(await third.restore()).toEqual([]);
  });

  it('sends no second chunk before it is kept where the first one is', async () => {
    const bytes = randomBytes(600_000);
    const path = join(folder.path, 'kept.jpg');
    await writeFile(path, bytes);
    const inner = folderStorage(join(folder.path, 'slow'));
    const [asked, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const storage: UploadStorage = {
      ...inner,
      async put(record) {
        if (record.uploadUrl !== null) {
          asked.resolve();
          await written.promise;
        }
        await inner.put(record);
      },
    };
    await using uploader = createUploader({ client: bareClient(`http://127.0.0.1:${network.port}`), storage, chunkBytes });
    const upload = uploader.add(await fileSource(path), to());
    await asked.promise;
    await reached(upload, chunkBytes);
    const offset = async () => {
      const rows = await ground.database.orm.select({ offset: uploads.offset }).from(uploads).where(eq(uploads.name, 'kept.jpg'));
      return rows[0]?.offset;
    };
    await vi.waitFor(async () => expect(await offset()).toBe(chunkBytes), { timeout: 20_000, interval: 10 });
    expect(upload.state).toMatchObject({ status: 'sending', sentBytes: chunkBytes });
    written.resolve();
    await upload.done;
    expect(await isStored(bytes)).toBe(true);
  });

  it('never mixes two states of a file: one that was changed is sent anew', async () => {
    const path = join(folder.path, 'changing.jpg');
    await writeFile(path, randomBytes(600_000));
    const first = uploaderOf('changing');
    {
      using _ = network.delay(5);
      await reached(first.add(await fileSource(path), to()), 300_000);
      await first.close();
    }
    const bytes = randomBytes(500_000);
    await writeFile(path, bytes);
    await using second = uploaderOf('changing');
    const [upload] = await second.restore();
    await upload?.done;
    expect(await isStored(bytes)).toBe(true);
  });

  // Nothing of it is the database's, and it takes 200 MB of sending.
  it.skipIf(column.name === 'PostgreSQL')('notices a file that grows while it is sent, and gives up after some tries', async () => {
    const path = join(folder.path, 'growing.jpg');
    // Above what is held in memory and hashed first.
    await writeFile(path, randomBytes(70_000_000));
    await using uploader = uploaderOf(null, 8_000_000);
    const upload = uploader.add(await fileSource(path), to());
    for await (const { status, sentBytes } of upload) if (status === 'sending' && sentBytes > 0) await appendFile(path, 'x');
    await expect(upload.done).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
  });

  it('fails at once with what cannot be, and may be told to try again', async () => {
    await using uploader = uploaderOf();
    const upload = uploader.add(new Blob([randomBytes(9)]), { vehicleId: ground.theirs.vehicleId });
    await expect(upload.done).rejects.toMatchObject({ code: 'NOT_FOUND' });
    upload.resume();
    expect(upload.state.status).toBe('queued');
    await expect(upload.done).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(() => uploader.add(new Blob(), { vehicleId: 'none' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
