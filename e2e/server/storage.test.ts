import { createClient } from '@forecourt/sdk/client';
import { createUploader } from '@forecourt/sdk/uploads';
import { installTinyModel, makeKey, redCarPhoto, startFakeS3, startServer, temporaryFolder } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { forecourt } from '../forecourt.ts';

it('moves the files of a running server to a bucket, empties the folder when asked, and cleans up, from the command line', async () => {
  await using folder = await temporaryFolder();
  await using s3 = await startFakeS3();
  const { model, dataDir, cacheDir } = await installTinyModel(folder.path);
  const environment = {
    FORECOURT_MODEL: model,
    FORECOURT_DATA_DIR: dataDir,
    FORECOURT_CACHE_DIR: cacheDir,
    FORECOURT_THREADS: '1',
    FORECOURT_S3_ENDPOINT: s3.url,
    FORECOURT_S3_BUCKET: s3.bucket,
    FORECOURT_S3_REGION: s3.region,
    FORECOURT_S3_ACCESS_KEY_ID: s3.accessKeyId,
    FORECOURT_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
  await using server = await startServer(environment);
  const client = createClient({ url: server.url, key: await makeKey(server.url) });
  const { id: vehicleId } = await client.vehicles.create({ stockNumber: '1', make: 'Red', model: 'Car' });
  await using uploader = createUploader({ client, storage: null });
  /** Sends a photo and waits for its cutout. @returns the hashes of both */
  const send = async (seed: number) => {
    const bytes = redCarPhoto({ widthPx: 400, heightPx: 300, seed });
    const { id } = await uploader.add(new File([new Uint8Array(bytes)], 'car.png'), { vehicleId }).done;
    for await (const event of client.events({ after: '0' })) {
      if (event.type === 'photo.changed' && event.data.id === id && event.data.cutout)
        return [event.data.asset.sha256, event.data.cutout.asset.sha256];
    }
    return [];
  };
  const old = await send(1);

  const run = (args: readonly string[]) => forecourt(args, { cwd: folder.path, env: environment });
  const moved = await run(['storage', 'move', '--to', 's3', '--remove-source', '--json']);
  expect([moved.code, moved.errors]).toEqual([0, '']);
  expect(JSON.parse(moved.out)).toMatchObject({
    state: 'removed',
    total: { files: 2 },
    copied: { files: 2 },
    removedFiles: 2,
    problemCount: 0,
  });
  const fresh = await send(2);
  expect([...s3.objects.keys()]).toEqual(expect.arrayContaining([...old, ...fresh].map((sha256) => `assets/${sha256}`)));
  expect((await client.assets.file(old[0] ?? '')).status).toBe(200);

  const cleaned = await run(['storage', 'clean', '--dry-run', '--json']);
  expect(JSON.parse(cleaned.out)).toMatchObject({ isDryRun: true, counts: { orphans: { files: 0 }, missing: { count: 0 } } });
});
