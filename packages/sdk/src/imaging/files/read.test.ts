import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../decode/open.ts';
import { type ImageInput, readImageFile, readImageInput } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'forecourt-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const content = Uint8Array.from({ length: 3000 }, (_value, index) => index % 251);
const path = join(folder, 'car.jpg');
writeFileSync(path, content);
writeFileSync(join(folder, '-rf.jpg'), content);

const webStream = (parts: unknown[], onCancel?: () => void) =>
  new ReadableStream({
    pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
    ...(onCancel && { cancel: onCancel }),
  });

describe('a photo', () => {
  it.each<[string, () => ImageInput]>([
    ['a path', () => path],
    ['a path that starts with a dash', () => join(folder, '-rf.jpg')],
    ['a file: URL', () => pathToFileURL(path)],
    ['bytes', () => content],
    ['a Buffer', () => Buffer.from(content)],
    ['a data: URL', () => new URL(`data:image/jpeg;base64,${Buffer.from(content).toString('base64')}`)],
    ['an ArrayBuffer', () => content.slice().buffer],
    ['a Blob', () => new Blob([content])],
    ['a web stream', () => webStream([content.subarray(0, 1000), content.subarray(1000)])],
    ['a Node stream', () => Readable.from([Buffer.from(content.subarray(0, 7)), Buffer.from(content.subarray(7))])],
  ])('is read from %s', async (_what, input) => {
    expect(Buffer.compare(await readImageInput(input()), content)).toBe(0);
  });

  it.each<[string, () => ImageInput]>([
    ['a path', () => path],
    ['bytes', () => content],
    ['a Blob', () => new Blob([content])],
    ['a data: URL', () => new URL(`data:image/jpeg;base64,${Buffer.from(content).toString('base64')}`)],
    ['a web stream', () => webStream([content.subarray(0, 1500), content.subarray(1500)])],
    ['a Node stream', () => Readable.from([Buffer.from(content)])],
  ])('of too many bytes is refused from %s', async (_what, input) => {
    await expect(readImageInput(input(), { limits: { bytes: 2000 } })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  it('stops an endless stream at the limit, and tells its source to stop', async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => {
        cancelled = true;
      },
    });
    await expect(readImageInput(endless, { limits: { bytes: 50_000 } })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(cancelled).toBe(true);
  });

  it('from a stream that never gives anything ends on abort', async () => {
    let cancelled = false;
    const silent = new ReadableStream({
      cancel: () => {
        cancelled = true;
      },
    });
    const controller = new AbortController();
    const reading = readImageInput(silent, { signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
    expect(cancelled).toBe(true);
  });

  it('from a stream that breaks off says so and keeps the cause', async () => {
    const cause = new Error('socket hang up');
    const broken = new Readable({ read: () => undefined });
    broken.destroy(cause);
    await expect(readImageInput(broken)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE', cause });
  });

  it.each<[string, unknown]>([
    ['a web address without something that fetches', new URL('https://example.com/car.jpg')],
    ['a file: URL of another machine', new URL('file://elsewhere/car.jpg')],
    ['a data: URL of text', new URL('data:text/plain,hello')],
    ['a damaged data: URL', new URL('data:image/png;base64,%%%')],
    ['a canvas of another size than its data', { width: 3, height: 3, data: new Uint8ClampedArray(35) }],
    ['a canvas of wide colours', { width: 1, height: 1, data: new Uint8ClampedArray(4), colorSpace: 'display-p3' }],
    ['a number', 7],
    ['nothing', undefined],
    ['a stream of text', webStream(['GIF89a'])],
  ])('cannot be %s', async (_what, input) => {
    await expect(readImageInput(input as ImageInput)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is what a canvas shows, to the pixel', async () => {
    const data = Uint8ClampedArray.from({ length: 40 * 33 * 4 }, (_value, index) => (index % 4 === 3 ? 255 - (index % 17) : index % 251));
    const { pixels } = await decodeImage(await readImageInput({ width: 40, height: 33, data, colorSpace: 'srgb' }));
    expect(pixels).toMatchObject({ widthPx: 40, heightPx: 33, channels: 4 });
    expect(Buffer.compare(pixels.data, Buffer.from(data))).toBe(0);
  });

  it('cannot come from a stream that was read before', async () => {
    const stream = webStream([content]);
    await readImageInput(stream);
    stream.getReader();
    await expect(readImageInput(stream)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('a path', () => {
  it.each([
    ['that does not exist', () => join(folder, 'none.jpg'), 'FILE_NOT_FOUND'],
    ['through a file', () => join(path, 'car.jpg'), 'FILE_NOT_FOUND'],
    ['with a zero byte', () => 'car.jpg\0.png', 'FILE_NOT_FOUND'],
    ['that is too long', () => join(folder, 'x'.repeat(5000)), 'FILE_NOT_FOUND'],
    ['of a folder', () => folder, 'FILE_NOT_READABLE'],
    ['of a device', () => '/dev/zero', 'FILE_NOT_READABLE'],
  ])('%s is refused', async (_what, make, code) => {
    await expect(readImageFile(make())).rejects.toMatchObject({ code });
  });

  it.skipIf(process.platform === 'win32')('of a pipe that nobody writes to is refused at once', async () => {
    const pipe = join(folder, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    await expect(readImageFile(pipe)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
  });

  it('through a symbolic link is read; a dangling one is not found', async () => {
    symlinkSync(path, join(folder, 'link.jpg'));
    symlinkSync(join(folder, 'gone.jpg'), join(folder, 'dangling.jpg'));
    expect(await readImageFile(join(folder, 'link.jpg'))).toHaveLength(3000);
    await expect(readImageFile(join(folder, 'dangling.jpg'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  // Root reads everything.
  it.skipIf(process.getuid?.() === 0)('that may not be read is refused', async () => {
    mkdirSync(join(folder, 'locked'));
    const locked = join(folder, 'locked', 'car.jpg');
    writeFileSync(locked, content);
    chmodSync(locked, 0);
    await expect(readImageFile(locked)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
  });
});

describe('an address of the web', () => {
  const answers: Record<string, () => readonly [status: number, headers: Record<string, string>, body?: Uint8Array]> = {
    '/car.jpg': () => [200, { 'content-type': 'image/jpeg' }, content],
    '/moved': () => [302, { location: '/car.jpg' }],
    '/inside': () => [302, { location: 'http://169.254.169.254/latest/meta-data' }],
    '/machine': () => [302, { location: 'https://localhost/secret.png' }],
    '/numbers': () => [302, { location: 'https://2130706433/secret.png' }],
    '/file': () => [302, { location: 'file:///etc/passwd' }],
    '/round': () => [302, { location: '/round' }],
    '/page': () => [200, { 'content-type': 'text/html; charset=utf-8' }, Buffer.from('<html>')],
    '/large': () => [200, { 'content-type': 'image/jpeg' }, new Uint8Array(100_000)],
    '/gone': () => [404, { 'content-type': 'image/jpeg' }, content],
  };
  const server = createServer((request, response) => {
    const [status, headers, body] = answers[request.url ?? '']?.() ?? [404, {}];
    response.writeHead(status, headers).end(body);
  });
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each(['/car.jpg', '/moved'])('is fetched from %s', async (place) => {
    expect(Buffer.compare(await readImageInput(new URL(place, origin), { fetch }), content)).toBe(0);
  });

  it.each([
    ['that leads to the credentials of a cloud', '/inside', 'INVALID_INPUT'],
    ['that leads to this machine', '/machine', 'INVALID_INPUT'],
    ['that leads to a number', '/numbers', 'INVALID_INPUT'],
    ['that leads to a file', '/file', 'INVALID_INPUT'],
    ['that leads to itself', '/round', 'DOWNLOAD_FAILED'],
    ['of a page', '/page', 'UNSUPPORTED_TYPE'],
    ['of more than is allowed', '/large', 'FILE_TOO_LARGE'],
    ['of nothing', '/gone', 'DOWNLOAD_FAILED'],
  ])('%s is refused', async (_what, place, code) => {
    await expect(readImageInput(new URL(place, origin), { fetch, limits: { bytes: 50_000 } })).rejects.toMatchObject({ code });
  });

  it('with a name and a password is refused, as is one of another kind', async () => {
    for (const url of ['http://me:secret@127.0.0.1/car.jpg', 'ftp://127.0.0.1/car.jpg', 'javascript:1']) {
      await expect(readImageInput(new URL(url), { fetch })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('ends on abort', async () => {
    const controller = new AbortController();
    const never = (_url: string, init: { signal?: AbortSignal }) =>
      new Promise<Response>((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    const reading = readImageInput(new URL('/car.jpg', origin), { fetch: never, signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
