import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
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
    ['a web address', new URL('https://example.com/car.jpg')],
    ['a file: URL of another machine', new URL('file://elsewhere/car.jpg')],
    ['a number', 7],
    ['nothing', undefined],
    ['a stream of text', webStream(['GIF89a'])],
  ])('cannot be %s', async (_what, input) => {
    await expect(readImageInput(input as ImageInput)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
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
