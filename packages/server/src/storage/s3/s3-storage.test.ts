import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type FakeS3, failNext, type Passing, type S3Fault, startFakeS3, startTcpProxy, temporaryFolder } from '@forecourt/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { storageConformance } from '../conformance.ts';
import type { S3Options } from './options.ts';
import { createS3Storage } from './s3-storage.ts';

let s3: FakeS3;
let ancient: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
  ancient = await startFakeS3({ hasChecksums: false });
});
afterEach(() => {
  s3.misfortune = undefined;
});
afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  await ancient[Symbol.asyncDispose]();
});

const mebibyte = 1024 * 1024;
const optionsOf = ({ url, bucket, region, accessKeyId, secretAccessKey }: FakeS3): S3Options => ({
  endpoint: url,
  bucket,
  region,
  accessKeyId,
  secretAccessKey,
  partBytes: 5 * mebibyte,
  backoffMs: 1,
});
/** A place of the suite becomes a prefix in the bucket. */
const open = (fake: FakeS3) => (place: string) => createS3Storage({ ...optionsOf(fake), prefix: `${place.replace(/\W+/g, '-')}/` });

storageConformance({ name: 'a bucket', open: (place) => open(s3)(place) });
storageConformance({ name: 'a bucket of a service that knows no checksums', open: (place) => open(ancient)(place) });

describe('a bucket', () => {
  const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const storage = () => createS3Storage(optionsOf(s3));
  const large = Buffer.alloc(11 * mebibyte, 'large ones come in parts');

  it('shows a large file only when its last part was confirmed, and keeps no part of one that has another hash', async () => {
    await using bucket = await storage();
    const { sha256 } = await bucket.put(large);
    expect(s3.objects.get(`assets/${sha256}`)?.etag).toMatch(/-3"$/);
    const damaged = new Blob([large, 'x']).stream();
    const another = hashOf(Buffer.from('another'));
    await expect(bucket.put(damaged, { sha256: another })).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect([s3.unfinished, s3.objects.has(`assets/${another}`)]).toEqual([0, false]);
  });

  it.each<[string, Parameters<typeof failNext>[0], S3Fault]>([
    ['a service that is tired', 'PutObject', { kind: 'slow down' }],
    ['an internal error', 'PutObject', { kind: 'internal error' }],
    ['a reset before anything was done', 'PutObject', { kind: 'reset' }],
    ['a reset after all was done', 'PutObject', { kind: 'reset after' }],
    ['a tired service in the middle of parts', 'UploadPart', { kind: 'slow down' }],
    ['an answer to the last request that is lost', 'CompleteMultipartUpload', { kind: 'reset after' }],
    ['a reset while parts begin', 'CreateMultipartUpload', { kind: 'reset' }],
    ['a reading that is cut', 'GetObject', { kind: 'cut' }],
    ['a reading that is refused first', 'GetObject', { kind: 'slow down' }],
  ])('survives %s', async (_what, operation, fault) => {
    await using bucket = await storage();
    const content =
      operation === 'PutObject' ? Buffer.from(`small ${operation} ${fault.kind}`) : Buffer.concat([large, Buffer.from(fault.kind)]);
    s3.misfortune = failNext(operation, fault, 2);
    const { sha256 } = await bucket.put(content);
    expect(hashOf(await new Response(await bucket.read(sha256)).bytes())).toBe(sha256);
  });

  it('tells whoever reads a whole file that came damaged', async () => {
    await using bucket = await storage();
    const { sha256 } = await bucket.put(Buffer.from('to be damaged on its way'));
    s3.misfortune = failNext('GetObject', { kind: 'wrong body' });
    await expect(new Response(await bucket.read(sha256)).bytes()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await new Response(await bucket.read(sha256)).text()).toBe('to be damaged on its way');
  });

  it('gives up on a service that stays tired, and leaves the caller’s file', async () => {
    await using folder = await temporaryFolder();
    await using bucket = await createS3Storage({ ...optionsOf(s3), attempts: 3 });
    const path = join(folder.path, 'upload');
    await writeFile(path, 'wanted');
    s3.misfortune = () => ({ kind: 'slow down' });
    await expect(bucket.put({ path })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', details: { reason: 'SlowDown', status: 503 } });
    s3.misfortune = undefined;
    expect(await bucket.put({ path })).toMatchObject({ bytes: 6 });
  });

  it('stops waiting for a slow answer when it is cancelled', async () => {
    await using bucket = await storage();
    const cancelled = new AbortController();
    s3.misfortune = (call) => {
      if (call.operation !== 'PutObject') return undefined;
      setImmediate(() => cancelled.abort());
      return { kind: 'slow', milliseconds: 600_000 };
    };
    await expect(bucket.put(Buffer.from('slow'), { signal: cancelled.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('takes no more from a stream than is on its way, and sends no more than is read', async () => {
    let down = 0;
    const heard = ({ direction, bytes }: Passing) => {
      if (direction === 'down') down += bytes.byteLength;
    };
    await using network = await startTcpProxy({ target: s3.port, heard });
    await using bucket = await createS3Storage({ ...optionsOf(s3), endpoint: `http://127.0.0.1:${network.port}` });
    const huge = Buffer.alloc(60 * mebibyte, 'back-pressure');
    const sha256 = hashOf(huge);
    let taken = 0;
    let takenWhileStuck = 0;
    const stuck = Promise.withResolvers<void>();
    s3.misfortune = ({ operation }) => {
      if (operation === 'UploadPart') stuck.resolve();
      return operation === 'UploadPart' ? { kind: 'slow', milliseconds: 300 } : undefined;
    };
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(huge.subarray(taken, taken + mebibyte));
        taken += mebibyte;
        if (taken === huge.byteLength) controller.close();
      },
    });
    const putting = bucket.put(stream, { sha256 });
    await stuck.promise;
    await bucket.check();
    takenWhileStuck = taken;
    s3.misfortune = undefined;
    await putting;
    // Two parts on their way, one that waits, one that is gathered, and what streams hold ahead.
    expect(takenWhileStuck).toBeLessThanOrEqual(24 * mebibyte);
    down = 0;
    const reader = (await bucket.read(sha256)).getReader();
    await reader.read();
    await bucket.check();
    // What the system's buffers on the way hold.
    expect(down).toBeLessThan(30 * mebibyte);
    await reader.cancel();
  });

  it('removes parts that nobody went on with, once they are old', async () => {
    await using bucket = await createS3Storage({ ...optionsOf(s3), attempts: 1 });
    s3.misfortune = ({ operation }) =>
      operation === 'CompleteMultipartUpload' || operation === 'AbortMultipartUpload' ? { kind: 'reset' } : undefined;
    await expect(bucket.put(large)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    s3.misfortune = undefined;
    expect(await bucket.removeTemporary({ before: new Date(Date.now() - 60_000) })).toBe(0);
    expect(await bucket.removeTemporary({ before: new Date(Date.now() + 60_000) })).toBe(1);
    expect(s3.unfinished).toBe(0);
  });

  it.each<[string, Partial<S3Options>, string]>([
    ['is not there', { bucket: 'nobodys' }, 'NoSuchBucket'],
    ['does not know the key', { accessKeyId: 'AKIANOBODY' }, 'InvalidAccessKeyId'],
    ['is signed for with another secret', { secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
    ['is in another region', { region: 'us-west-2' }, 'AuthorizationHeaderMalformed'],
  ])('that %s is refused at the start', async (_what, wrong, reason) => {
    await expect(createS3Storage({ ...optionsOf(s3), ...wrong })).rejects.toMatchObject({ code: 'STORAGE_REFUSED', details: { reason } });
  });

  it('whose service is away is an error at the start, without a word of its keys', async () => {
    await using network = await startTcpProxy({ target: s3.port });
    using _ = network.down();
    const options = { ...optionsOf(s3), endpoint: `http://127.0.0.1:${network.port}`, attempts: 2 };
    const error: unknown = await createS3Storage(options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    const told = inspect(error, { depth: 20, showHidden: true });
    expect(told).not.toContain(s3.secretAccessKey);
    expect(told).not.toContain(s3.accessKeyId);
  });
});

describe('an address that a bucket gives', () => {
  const ask = { expiresInSeconds: 60, type: 'image/jpeg', disposition: 'attachment; filename="front.jpg"' };

  it('needs nothing else, serves ranges, and names the file', async () => {
    await using bucket = await createS3Storage(optionsOf(s3));
    const { sha256 } = await bucket.put(Buffer.from('0123456789'));
    const url = (await bucket.url?.(sha256, ask)) ?? '';
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, '0123456789']);
    expect(answer.headers.get('content-disposition')).toBe(ask.disposition);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(await (await fetch(url, { headers: { range: 'bytes=2-4' } })).text()).toBe('234');
    expect((await fetch(url.replace(sha256, sha256.replace(/./g, 'a')))).status).toBe(403);
    expect((await fetch(url.replace('front', 'rear'))).status).toBe(403);
  });

  it('expires', async () => {
    let later = 0;
    await using own = await startFakeS3({ now: () => new Date(Date.now() + later) });
    await using bucket = await createS3Storage(optionsOf(own));
    const { sha256 } = await bucket.put(Buffer.from('short'));
    const url = (await bucket.url?.(sha256, ask)) ?? '';
    expect((await fetch(url)).status).toBe(200);
    later = 61_000;
    expect((await fetch(url)).status).toBe(403);
  });
});
