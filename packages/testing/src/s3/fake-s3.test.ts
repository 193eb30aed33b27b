import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import { type FakeS3, failNext, startFakeS3 } from './index.ts';

const nothing = () => undefined;
/** The SDK tells the console about failures that the test asks for. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

describe('the fake S3', () => {
  let s3: FakeS3;
  let network: TcpProxy;
  let client: S3Client;
  beforeAll(async () => {
    s3 = await startFakeS3();
    network = await startTcpProxy({ target: s3.port });
    const { accessKeyId, secretAccessKey, region } = s3;
    const endpoint = `http://127.0.0.1:${network.port}`;
    const credentials = { accessKeyId, secretAccessKey };
    client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, logger: silent });
  });
  afterAll(async () => {
    client.destroy();
    await network[Symbol.asyncDispose]();
    await s3[Symbol.asyncDispose]();
  });

  const bytes = randomBytes(300_000);
  const streamed = (Key: string) =>
    // In pieces of no even size, as a network brings them.
    new PutObjectCommand({
      Bucket: s3.bucket,
      Key,
      Body: Readable.from([bytes.subarray(0, 7), bytes.subarray(7, 99_991), bytes.subarray(99_991)]),
      ContentLength: bytes.length,
    });

  it('takes a streamed body out of its chunks, and compares it with the checksum behind it', async () => {
    await client.send(streamed('streamed'));
    expect(s3.objects.get('streamed')?.bytes.equals(bytes)).toBe(true);
    expect(Object.keys(s3.objects.get('streamed')?.checksums ?? {})).toEqual(['crc32']);
  });

  it('keeps nothing of a body that was damaged on its way', async () => {
    void network.corruptNext(20_000);
    await expect(client.send(streamed('damaged'))).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    expect(s3.objects.has('damaged')).toBe(false);
  });

  it('lets in nobody who does not sign, and nobody who changes what was signed', async () => {
    expect((await fetch(`${s3.url}/${s3.bucket}/streamed`)).status).toBe(403);
    const wrong = new S3Client({
      endpoint: s3.url,
      region: s3.region,
      credentials: { accessKeyId: s3.accessKeyId, secretAccessKey: 'guessed' },
      forcePathStyle: true,
      logger: silent,
    });
    await expect(wrong.send(streamed('foreign'))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    wrong.destroy();
    expect(s3.objects.has('foreign')).toBe(false);
  });

  it('lists in pages, in the order of keys', async () => {
    for (const Key of ['list/c', 'list/a', 'list/b é&<']) await client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body: Key }));
    const first = await client.send(new ListObjectsV2Command({ Bucket: s3.bucket, Prefix: 'list/', MaxKeys: 2 }));
    expect([first.IsTruncated, first.Contents?.map(({ Key }) => Key)]).toEqual([true, ['list/a', 'list/b é&<']]);
    const next = { Bucket: s3.bucket, Prefix: 'list/', ContinuationToken: first.NextContinuationToken };
    expect((await client.send(new ListObjectsV2Command(next))).Contents?.map(({ Key }) => Key)).toEqual(['list/c']);
  });

  it('fails when it is told to, as often as it is told to', async () => {
    s3.misfortune = failNext('GetObject', { kind: 'slow down' });
    const get = () => client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: 'list/a' }));
    await expect(get()).rejects.toMatchObject({ name: 'SlowDown' });
    expect(await (await get()).Body?.transformToString()).toBe('list/a');
  });
});
