import { createHash } from 'node:crypto';
import { createClient } from '@forecourt/sdk/client';
import { createUploader } from '@forecourt/sdk/uploads';
import { makeKey, redCarPhoto, startFakeS3, startServer, temporaryFolder } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { forecourt } from '../forecourt.ts';

it('moves the files of a running server to a bucket, empties the folder when asked, and cleans up, from the command line', async () => {
  await using folder = await temporaryFolder();
  await using s3 = await startFakeS3();
  const environment = {
    FORECOURT_DATA_DIR: folder.path,
    FORECOURT_SERVER_WORKER: 'no',
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
  const send = async (seed: number) => {
    const photo = redCarPhoto({ widthPx: 400, heightPx: 300, seed });
    await uploader.add(new File([new Uint8Array(photo)], 'car.png'), { vehicleId }).done;
    return createHash('sha256').update(photo).digest('hex');
  };
  const old = await send(1);

  const run = (args: readonly string[]) => forecourt(args, { cwd: folder.path, env: environment });
  const moved = await run(['storage', 'move', '--to', 's3', '--remove-source', '--json']);
  expect([moved.code, moved.errors]).toEqual([0, '']);
  expect(JSON.parse(moved.out)).toMatchObject({
    state: 'removed',
    total: { files: 1 },
    copied: { files: 1 },
    removedFiles: 1,
    problemCount: 0,
  });
  const fresh = await send(2);
  expect([...s3.objects.keys()]).toEqual(expect.arrayContaining([`assets/${old}`, `assets/${fresh}`]));
  expect((await client.assets.file(old)).status).toBe(200);

  const cleaned = await run(['storage', 'clean', '--dry-run', '--json']);
  expect(JSON.parse(cleaned.out)).toMatchObject({ isDryRun: true, counts: { orphans: { files: 0 }, missing: { count: 0 } } });
});
