import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FakeS3, redCarPhoto, startFakeS3 } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

onBothColumns('an address of a file', (column) => {
  const bytes = redCarPhoto();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let server: TestServer;
  let ours: Tenant;
  beforeAll(async () => {
    server = await startTestServer(column, { basePath: '/cars' });
    ours = server.tenant('ours');
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    await sendPhoto(server.url, ours.headers, vehicle.id, bytes);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const codeOf = async (url: string) => {
    const answer = await fetch(url);
    const { code }: { code: string } = await answer.json();
    return [answer.status, code];
  };

  it('gives the file to anybody, in ranges too, under the name that was asked for', async () => {
    const { url, expiresAt } = await ours.client.assets.link(sha256, { expiresInSeconds: 600, download: 'front.png' });
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);
    const answer = await fetch(url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="front.png"; filename*=UTF-8''front.png`,
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
    });
    const part = await fetch(url, { headers: { range: 'bytes=10-19' } });
    expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))]).toEqual([206, true]);
  });

  it('is refused when it has expired, was altered, is of another file or of another installation', async () => {
    const { url } = await ours.client.assets.link(sha256, { expiresInSeconds: 600 });
    const altered = (name: string, value: string) => {
      const address = new URL(url);
      address.searchParams.set(name, value);
      return address.href;
    };
    expect(await codeOf(altered('expires', '1'))).toEqual([403, 'LINK_INVALID']);
    expect(await codeOf(altered('download', 'x.png'))).toEqual([403, 'LINK_INVALID']);
    expect(await codeOf(altered('signature', 'A'.repeat(43)))).toEqual([403, 'LINK_INVALID']);
    expect(await codeOf(altered('key', 'k-foreign'))).toEqual([403, 'LINK_INVALID']);
    expect(await codeOf(url.replace(sha256, randomBytes(32).toString('hex')))).toEqual([403, 'LINK_INVALID']);
    const short = await ours.client.assets.link(sha256, { expiresInSeconds: 1 });
    await expect.poll(() => codeOf(short.url), { timeout: 5000, interval: 100 }).toEqual([410, 'LINK_EXPIRED']);
  });

  it('is made by nobody for a file that another dealership has', async () => {
    await expect(server.tenant('theirs').client.assets.link(sha256)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

onBothColumns('a server with a bucket', (column) => {
  let s3: FakeS3;
  let server: TestServer;
  beforeAll(async () => {
    s3 = await startFakeS3();
    server = await startTestServer(column, {
      environment: {
        FORECOURT_STORAGE: 's3',
        FORECOURT_S3_ENDPOINT: s3.url,
        FORECOURT_S3_BUCKET: s3.bucket,
        FORECOURT_S3_REGION: s3.region,
        FORECOURT_S3_PREFIX: 'photos/',
        FORECOURT_S3_ACCESS_KEY_ID: s3.accessKeyId,
        FORECOURT_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      },
    });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await s3[Symbol.asyncDispose]();
  });

  it('keeps photos and previews there, serves them, and gives addresses of the bucket itself', async () => {
    const ours = server.tenant('ours');
    const bytes = redCarPhoto();
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const photo = await ours.client.photos.get(await sendPhoto(server.url, ours.headers, vehicle.id, bytes));
    const { sha256 } = photo.asset;
    expect(s3.objects.get(`photos/assets/${sha256}`)?.bytes.equals(bytes)).toBe(true);
    expect(await readdir(join(server.place.dataDir, 'uploads'))).toEqual([]);
    const file = await (await ours.client.assets.file(sha256)).arrayBuffer();
    expect(Buffer.from(file).equals(bytes)).toBe(true);
    const preview = await fetch(ours.client.assets.previewUrl(sha256, { widthPx: 320 }), { headers: ours.headers });
    expect(preview.headers.get('content-type')).toBe('image/webp');
    const { url } = await ours.client.assets.link(sha256, { download: 'front.png' });
    expect(new URL(url).origin).toBe(s3.url);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
    for (const secret of [s3.secretAccessKey, s3.accessKeyId]) expect(server.log.join('')).not.toContain(secret);
  });

  it('says that files cannot be kept while the bucket is away, and goes on when it is back', async () => {
    const ours = server.tenant('ours');
    const ready = async () => (await fetch(`${server.url}/readyz`)).status;
    expect(await ready()).toBe(200);
    {
      using _ = s3.down();
      expect(await ready()).toBe(503);
      const { items } = await ours.client.photos.list().page();
      await expect(ours.client.assets.file(items[0]?.asset.sha256 ?? '')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    }
    expect(await ready()).toBe(200);
  });
});
