import type { Provider } from '@forecourt/sdk/providers';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import {
  installTinyModel,
  type OpenAiEmulator,
  redCarPhoto,
  startOpenAiEmulator,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';

onBothColumns('generations over HTTP', (column) => {
  let openai: OpenAiEmulator;
  let server: TestServer;
  let folder: TemporaryFolder;
  let engine: Provider;
  beforeAll(async () => {
    openai = await startOpenAiEmulator();
    folder = await temporaryFolder();
    engine = createLocalProvider(await installTinyModel(folder.path));
    server = await startTestServer(column, { environment: { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' }, worker: 1, provider: engine });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await openai[Symbol.asyncDispose]();
    await engine.close();
    await folder[Symbol.asyncDispose]();
  });

  it('go from a sketch to a photo of a vehicle, told live, in the books of the dealership', async () => {
    const ours = server.tenant('ours');
    const { client } = ours;
    const wish = { operation: 'editImage', parameters: { prompt: 'a red car on a mountain road' } } as const;
    await client.call('createProvider', { body: { kind: 'openai', key: openai.apiKey, baseUrl: openai.url } });
    const vehicle = await client.vehicles.create({ stockNumber: 'G-1', make: 'Volvo', model: 'V60' });
    const sketch = await client.generations.addInput(new Uint8Array(redCarPhoto({ widthPx: 512, heightPx: 384 })));
    expect(sketch).toMatchObject({ type: 'image/png', widthPx: 512 });
    await expect(client.generations.addInput(new TextEncoder().encode('no picture at all'))).rejects.toMatchObject({
      code: 'UNSUPPORTED_TYPE',
    });
    const { best, items } = await client.generations.estimate({ ...wish, inputs: [sketch.sha256] });
    expect(best?.provider).toBe('openai');
    expect(items[0]).toMatchObject({ provider: 'openai', canDo: true, state: 'ready' });

    const told: string[] = [];
    const stop = new AbortController();
    const events = client.events({ signal: stop.signal })[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: 'stream.opened' });
    const asked = await client.generations.create({ ...wish, inputs: [sketch.sha256], vehicleId: vehicle.id });
    for (;;) {
      const { value: event } = await events.next();
      if (!event || !('data' in event) || !('id' in event.data) || event.data.id !== asked.id) continue;
      told.push(event.type);
      if (event.type === 'generation.progressed') expect(event.data.preview ?? 'data:image/webp;').toMatch(/^data:image\/webp;/);
      if (event.type === 'generation.changed' && !['waiting', 'working'].includes(event.data.state)) break;
    }
    stop.abort();
    expect(told[0]).toBe('generation.created');
    expect(told).toContain('generation.progressed');
    const done = await client.generations.get(asked.id);
    expect(done).toMatchObject({ state: 'done', made: { provider: 'openai' }, by: 'Owner of ours' });
    const page = await client.generations.list({ vehicleId: vehicle.id }).page();
    expect(page.items).toEqual([done]);
    const usage = await client.call('listUsageCalls', { query: {} });
    expect(usage.items).toMatchObject([{ generationId: asked.id, provider: 'openai', outcome: 'done' }]);

    const resultId = done.results[0]?.id ?? '';
    const photo = await client.generations.keep(done.id, resultId);
    expect(photo).toMatchObject({ vehicleId: vehicle.id, asset: { sha256: done.results[0]?.asset.sha256 } });
    expect((await client.generations.markFavourite(done.id, resultId)).results[0]).toMatchObject({ isFavourite: true, photoId: photo.id });
    await client.generations.delete(done.id);
    await expect(client.generations.get(done.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.photos.get(photo.id)).id).toBe(photo.id);
  });

  it('want somebody who may ask for them, and providers that somebody set up', async () => {
    const theirs = server.tenant('theirs');
    const wish = { operation: 'generateImage', parameters: { prompt: 'a car' } } as const;
    await expect(theirs.client.generations.create(wish)).rejects.toMatchObject({ code: 'NO_PROVIDER' });
    expect(await theirs.client.generations.estimate(wish)).toEqual({ items: [], best: null });
    const reader = await theirs.key(['generations:read']);
    await expect(reader.client.generations.create(wish)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await reader.client.generations.list().page()).items).toEqual([]);
  });
});
