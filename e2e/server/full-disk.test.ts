import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@forecourt/sdk/client';
import { createUploader } from '@forecourt/sdk/uploads';
import { installTinyModel, makeKey, smallDisk, smallDisks, startServer } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { largePhoto } from '../chaos/large-photo.ts';

it.skipIf(!smallDisks.canBeMade)(
  `says that the disk is full, keeps what it has, and goes on when there is room again${smallDisks.note}`,
  async () => {
    await using disk = await smallDisk(300_000);
    const { model, dataDir, cacheDir } = await installTinyModel(disk.path);
    await using server = await startServer({ FORECOURT_MODEL: model, FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir });
    const client = createClient({ url: server.url, key: await makeKey(server.url), retries: 0 });
    const { id: vehicleId } = await client.vehicles.create({ stockNumber: '1', make: 'Red', model: 'Car' });
    await using uploader = createUploader({ client, storage: null });
    const before = await uploader.add(new File([new Uint8Array(largePhoto(1_000_000, 1))], 'before.png'), { vehicleId }).done;

    const ballast = join(disk.path, 'ballast');
    const { bavail, bsize } = await statfs(disk.path);
    await writeFile(ballast, Buffer.alloc(bavail * bsize - 2_000_000));
    const upload = uploader.add(new File([new Uint8Array(largePhoto(8_000_000, 2))], 'during.png'), { vehicleId });
    // It waits for room, and says so meanwhile.
    for await (const { error } of upload) if (error?.code === 'DISK_FULL') break;
    expect((await client.photos.get(before.id)).asset).toEqual(before.asset);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

    await rm(ballast);
    const after = await upload.done;
    expect(after.asset.bytes).toBe(8_000_000);
    const photos = await Array.fromAsync(client.photos.list({ vehicleId }));
    expect(photos.map(({ name }) => name)).toEqual(['before.png', 'during.png']);
  },
);
