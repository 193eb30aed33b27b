import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { createClient } from '@forecourt/sdk/client';
import { createUploader } from '@forecourt/sdk/uploads';
import { makeKey, owner, redCarPhoto } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from '../database/drizzle.ts';
import { type Database, listJobs, listPhotos } from '../database/index.ts';
import { uploads } from '../database/schema.ts';
import { createEmbeddedQueue } from '../jobs/index.ts';
import { silentLogger } from '../jobs/logger.ts';
import type { Queue } from '../jobs/queue.ts';
import { type ListeningForecourt, listenForecourt } from '../listen.ts';
import { onBothColumns } from '../testing/columns.ts';
import { type Ground, prepareGround } from './testing/receiving.ts';
import { createUploads } from './uploads.ts';

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const encode = (text: string) => Buffer.from(text).toString('base64');

onBothColumns('an upload that becomes a photo', (column) => {
  let ground: Ground;
  let queue: Queue;
  beforeAll(async () => {
    ground = await prepareGround(column);
    queue = await createEmbeddedQueue({ database: ground.database, logger: silentLogger });
  });
  afterAll(async () => {
    await queue.close();
    await ground[Symbol.asyncDispose]();
  });

  it.each(['its file is moved', 'its row is done'])('is the same photo, once, when its finish was interrupted before %s', async (where) => {
    const { caller, vehicleId, dealershipId } = ground.ours;
    const fault: { isOn: boolean } = { isOn: true };
    const stop = () => {
      if (fault.isOn) throw new ForecourtError('STORAGE_FAILED', 'the process ended here');
    };
    const storage: Ground['storage'] = {
      ...ground.storage,
      put: async (...given) => {
        if (where === 'its file is moved') stop();
        return ground.storage.put(...given);
      },
    };
    const database: Database = {
      ...ground.database,
      transaction: async (work) => {
        stop();
        return ground.database.transaction(work);
      },
    };
    const receiver = await createUploads({ database, storage, queue, dataDir: ground.dataDir });
    const bytes = redCarPhoto({ seed: where.length });
    const ask = (method: string, url: string, headers: Record<string, string>, body?: Uint8Array<ArrayBuffer>) =>
      receiver.fetch(
        new Request(new URL(url, 'http://x/api/v1/uploads'), {
          method,
          headers: { 'tus-resumable': '1.0.0', ...headers },
          body: body ?? null,
        }),
        caller,
      );
    const metadata = `vehicleId ${encode(vehicleId)},filename ${encode('front.png')},angle ${encode('front')}`;
    const created = await ask('POST', '/api/v1/uploads', { 'upload-length': String(bytes.byteLength), 'upload-metadata': metadata });
    const url = created.headers.get('location') ?? '';
    const patch = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    expect((await ask('PATCH', url, patch, new Uint8Array(bytes))).status).toBe(500);
    expect((await ask('HEAD', url, {})).status).toBe(500);
    fault.isOn = false;
    await receiver.recover();
    const answers = await Promise.all([ask('HEAD', url, {}), ask('HEAD', url, {})]);
    const photos = await listPhotos(ground.database.orm, dealershipId, { vehicleId, limit: 50 });
    const photo = photos.items.find(({ asset }) => asset.sha256 === sha256Of(bytes));
    for (const answer of answers) expect(answer.headers.get('forecourt-photo-id')).toBe(photo?.id);
    expect(photo).toMatchObject({
      name: 'front.png',
      angle: 'front',
      state: 'waiting',
      asset: { type: 'image/png', widthPx: 320, heightPx: 240 },
    });
    const jobs = await listJobs(ground.database.orm, dealershipId, { limit: 50 });
    expect(jobs.items.filter(({ photoId }) => photoId === photo?.id)).toHaveLength(1);
    expect(await ground.storage.size(sha256Of(bytes))).toBe(bytes.byteLength);
    const [row] = await ground.database.orm
      .select()
      .from(uploads)
      .where(eq(uploads.id, url.split('/').at(-1) ?? ''));
    expect(row?.state).toBe('done');
    await receiver.close();
  });
});

onBothColumns('photos from an uploader', (column) => {
  let server: ListeningForecourt;
  let stack: AsyncDisposableStack;
  let vehicleId: string;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const { dataDir, url } = stack.use(await column.makePlace());
    const where = { dataDir, ...(url !== undefined && { databaseUrl: url }) };
    server = stack.use(await listenForecourt({ port: 0, ...where, worker: false, owner, logger: silentLogger, environment: {} }));
    client = createClient({ url: server.url, key: await makeKey(server.url) });
    vehicleId = (await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' })).id;
  });
  afterAll(() => stack.disposeAsync());

  it('come with name, angle and options, and a file that the server has is not sent again', async () => {
    await using uploader = createUploader({ client });
    const bytes = new Uint8Array(redCarPhoto({ seed: 40 }));
    const states: string[] = [];
    const upload = uploader.add(new File([bytes], 'front left.png'), { vehicleId, angle: 'front-left', options: { careful: true } });
    for await (const { status } of upload) if (states.at(-1) !== status) states.push(status);
    expect(states.filter((status) => status !== 'hashing' && status !== 'queued')).toEqual(['sending', 'finishing', 'done']);
    const photo = await upload.done;
    expect(photo).toMatchObject({
      name: 'front left.png',
      angle: 'front-left',
      asset: { sha256: sha256Of(bytes) },
      job: { options: { careful: true } },
    });
    const again = uploader.add(new File([bytes], 'copy.png'), { vehicleId });
    const seen: string[] = [];
    for await (const { status } of again) seen.push(status);
    expect(seen).not.toContain('sending');
    expect((await again.done).id).toBe(photo.id);
    const other = await client.vehicles.create({ stockNumber: 'A-2', make: 'Audi', model: 'A4' });
    expect((await uploader.add(new File([bytes], 'copy.png'), { vehicleId: other.id }).done).id).not.toBe(photo.id);
    expect(uploader.uploads.map(({ state }) => state.status)).toEqual(['done', 'done', 'done']);
  });

  it.each([
    ['a page that says it is a picture', 'UNSUPPORTED_TYPE', new TextEncoder().encode('<html><script>alert(1)</script></html>')],
    ['a picture that ends too early', 'TRUNCATED', new Uint8Array(redCarPhoto({ seed: 41 })).slice(0, 9000)],
    ['nothing', 'EMPTY_FILE', new Uint8Array()],
  ])('are not made of %s', async (_what, code, bytes) => {
    await using uploader = createUploader({ client });
    const upload = uploader.add(new File([bytes], 'car.jpg', { type: 'image/jpeg' }), { vehicleId });
    await expect(upload.done).rejects.toMatchObject({ code });
    expect(upload.state).toMatchObject({ status: 'failed', error: { code } });
    expect(await client.assets.get(sha256Of(bytes)).catch((error: unknown) => ForecourtError.from(error).code)).toBe('NOT_FOUND');
  });

  it('are not made for a vehicle that is not there, nor for whoever has no key', async () => {
    await using uploader = createUploader({ client });
    const file = new File([new Uint8Array(redCarPhoto({ seed: 42 }))], 'car.png');
    await expect(uploader.add(file, { vehicleId: '019f0000-0000-7000-8000-000000000000' }).done).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await using stranger = createUploader({ client: createClient({ url: server.url, key: 'fck_wrong' }) });
    await expect(stranger.add(file, { vehicleId }).done).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
