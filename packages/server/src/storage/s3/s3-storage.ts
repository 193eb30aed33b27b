import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { checkDerivedName, checkHash, isDerivedName, isHash } from '../names.ts';
import { stoppable } from '../stoppable.ts';
import type { Storage, StoredFile } from '../storage.ts';
import { connectS3, dependencyMissing } from './connection.ts';
import { createDerived } from './derived.ts';
import { abandonUploads, listObjects } from './list.ts';
import { type S3Options, s3OptionsSchema } from './options.ts';
import { putObject } from './put.ts';
import { readObject } from './read.ts';
import { hashFile, piecesOf, spool } from './spool.ts';

export interface S3StorageOptions extends S3Options {
  /** Folder for streams whose hash is not known yet; the system's own for temporary files where left out. */
  readonly spoolFolder?: string | undefined;
}

/**
 * Keeps files in a bucket of Amazon S3, or of any service that speaks its protocol: `assets/<sha256>`, and what is derived from them in
 * `derived/`. Any number of processes may use one bucket. A file that was put is in the bucket with the hash it was sent with: the
 * service confirms the SHA-256, or it is read back.
 *
 * @example
 * await using storage = await createS3Storage({ bucket: 'cars', region: 'eu-central-1' });
 *
 * @throws STORAGE_UNAVAILABLE, STORAGE_REFUSED if the bucket cannot be written; DEPENDENCY_MISSING
 */
export async function createS3Storage({ spoolFolder = tmpdir(), ...given }: S3StorageOptions): Promise<Storage> {
  const connection = await connectS3(s3OptionsSchema.parse(given));
  const { sdk, client, options, call, place } = connection;
  const what = 'Files cannot be kept';
  const assets = `${options.prefix}assets/`;
  const keyOf = (sha256: string) => `${assets}${checkHash(sha256)}`;
  const derivedPrefix = `${options.prefix}derived/`;
  const derived = createDerived(connection, derivedPrefix);

  const sizeOf = async (sha256: string): Promise<number> => {
    const input = { Bucket: options.bucket, Key: keyOf(sha256) };
    const { ContentLength = 0 } = await call((more) => client.send(new sdk.HeadObjectCommand(input), more), {
      what: `Could not look for ${sha256}`,
    });
    return ContentLength;
  };

  async function send(file: Uint8Array | string | ReadableStream<Uint8Array>, sha256: string, signal: AbortSignal | undefined) {
    const pieces = typeof file === 'string' ? piecesOf(file) : file instanceof Uint8Array ? [file] : stoppable(file, signal);
    return putObject(connection, { key: keyOf(sha256), pieces, sha256, signal });
  }

  const close = async () => connection.close();
  const storage: Storage = {
    async put(file, { sha256, signal } = {}): Promise<StoredFile> {
      if (sha256 !== undefined) checkHash(sha256);
      throwIfAborted(signal);
      if (file instanceof Uint8Array) return send(file, sha256 ?? createHash('sha256').update(file).digest('hex'), signal);
      if ('path' in file) {
        // Hashed once more while it travels, so that a hash that is given needs no look before.
        const stored = await send(file.path, sha256 ?? (await hashFile(file.path, signal)), signal);
        await rm(file.path, { force: true });
        return stored;
      }
      if (sha256 !== undefined) return send(file, sha256, signal);
      await using spooled = await spool(file, { folder: spoolFolder, signal });
      return await send(spooled.path, spooled.sha256, signal);
    },
    has: (sha256) => sizeOf(sha256).then(() => true, unless('NOT_FOUND', false)),
    size: (sha256) => sizeOf(sha256),
    async read(sha256, range) {
      const key = keyOf(sha256);
      if (range !== undefined && range.end <= range.start) await sizeOf(sha256);
      return readObject(connection, { key, sha256, range });
    },
    async path(sha256) {
      checkHash(sha256);
      return undefined;
    },
    async url(sha256, { expiresInSeconds, disposition, type }) {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner').catch((cause: unknown) => {
        throw dependencyMissing('@aws-sdk/s3-request-presigner', cause);
      });
      const named = { ResponseContentType: type, ResponseContentDisposition: disposition };
      const command = new sdk.GetObjectCommand({ Bucket: options.bucket, Key: keyOf(sha256), ...named });
      return getSignedUrl(client, command, { expiresIn: expiresInSeconds });
    },
    async delete(sha256) {
      const input = { Bucket: options.bucket, Key: keyOf(sha256) };
      await call((more) => client.send(new sdk.DeleteObjectCommand(input), more), { what: `Could not remove ${sha256}` });
      await derived.forget(sha256);
    },
    async *list({ after = '', signal } = {}) {
      for await (const { name, ...facts } of listObjects(connection, { prefix: assets, after, signal })) {
        if (isHash(name)) yield { sha256: name, ...facts };
      }
    },
    derived: async (name, make) => derived.get(checkDerivedName(name), make),
    async *listDerived({ signal } = {}) {
      for await (const object of listObjects(connection, { prefix: derivedPrefix, after: '', signal })) {
        if (isDerivedName(object.name)) yield object;
      }
    },
    removeDerived: async (name) => derived.remove(checkDerivedName(name)),
    removeTemporary: ({ before, signal }) => abandonUploads(connection, { prefix: options.prefix, before, signal }),
    async check() {
      await call((more) => client.send(new sdk.HeadBucketCommand({ Bucket: options.bucket }), more), { what, attempts: 2 }).catch(
        (error: unknown) => {
          if (!ForecourtError.is(error) || error.code !== 'NOT_FOUND') throw error;
          throw new ForecourtError('STORAGE_REFUSED', `${what}: there is no ${place}.`, { cause: error });
        },
      );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  await tryBucket().catch((error: unknown) => {
    connection.close();
    throw error;
  });
  return storage;

  /** A bucket that can be read and not written would only be noticed with the first photo. */
  async function tryBucket(): Promise<void> {
    const input = { Bucket: options.bucket, Key: `${options.prefix}forecourt-was-here` };
    await call((more) => client.send(new sdk.PutObjectCommand({ ...input, Body: '' }), more), { what });
    await call((more) => client.send(new sdk.ListObjectsV2Command({ Bucket: options.bucket, MaxKeys: 1 }), more), { what });
    await call((more) => client.send(new sdk.DeleteObjectCommand(input), more), { what });
  }
}

/** Turns one expected failure into an answer. */
function unless<T>(code: string, answer: T): (error: unknown) => T {
  return (error) => {
    if (ForecourtError.is(error) && error.code === code) return answer;
    throw error;
  };
}
