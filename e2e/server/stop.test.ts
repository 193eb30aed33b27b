import { createClient } from '@forecourt/sdk/client';
import { createUploader } from '@forecourt/sdk/uploads';
import { installTinyModel, makeKey, redCarPhoto, startServer, temporaryFolder } from '@forecourt/testing';
import { expect, it } from 'vitest';

it('ends in time when asked to, and puts work that is under way back for the next start', async () => {
  await using folder = await temporaryFolder();
  // Takes a second or two for each photo.
  const { model, dataDir, cacheDir } = await installTinyModel(folder.path, { sidePx: 512, idleLayers: 60 });
  const env = { FORECOURT_MODEL: model, FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir };
  await using server = await startServer(env);
  const client = createClient({ url: server.url, key: await makeKey(server.url) });
  const { id: vehicleId } = await client.vehicles.create({ stockNumber: '1', make: 'Red', model: 'Car' });
  await using uploader = createUploader({ client, storage: null });
  const photo = await uploader.add(new File([new Uint8Array(redCarPhoto())], 'car.png'), { vehicleId }).done;
  for await (const { type } of client.events({ after: '0' })) if (type === 'job.progressed') break;

  const started = performance.now();
  await server.stop();
  // Well within what service managers wait before they kill (systemd: 90 s, Docker: 10 s).
  expect(performance.now() - started).toBeLessThan(10_000);
  await server.restart();
  for await (const event of client.events({ after: '0' })) {
    if (event.type === 'photo.changed' && event.data.state === 'review') break;
  }
  const jobs = await Array.fromAsync(client.jobs.list());
  expect(jobs.map(({ photoId, state }) => ({ photoId, state }))).toEqual([{ photoId: photo.id, state: 'done' }]);
});
