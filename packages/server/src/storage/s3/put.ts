import { createHash } from 'node:crypto';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { StoredFile } from '../storage.ts';
import type { S3Connection } from './connection.ts';
import { readObject } from './read.ts';

export interface ObjectToPut {
  readonly key: string;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** What they have to hash to: an object's name has to be known before its first byte. */
  readonly sha256: string;
  readonly signal: AbortSignal | undefined;
}

/** Parts on their way at once: one travels while the next is gathered and a third waits for its answer. */
const partsAtOnce = 2;

/**
 * Puts an object under its key, in one request or in parts. It is there when this resolves and not before: S3 shows an object whole or
 * not at all, and one whose bytes have another hash is given up before its last request.
 *
 * What arrived is checked at the far end: by the service's own SHA-256 where it gives one, else by reading it back.
 *
 * @throws HASH_MISMATCH, STORAGE_UNAVAILABLE, STORAGE_REFUSED, STORAGE_FAILED, ABORTED; what the pieces throw
 */
export async function putObject(connection: S3Connection, object: ObjectToPut): Promise<StoredFile> {
  const { options } = connection;
  const hash = createHash('sha256');
  let bytes = 0;
  let upload: PartsUpload | undefined;
  try {
    let waiting: Buffer | undefined;
    for await (const part of partsOf(object.pieces, options.partBytes)) {
      throwIfAborted(object.signal);
      hash.update(part);
      bytes += part.byteLength;
      if (waiting !== undefined) {
        upload ??= await beginParts(connection, object);
        await upload.add(waiting);
      }
      waiting = part;
    }
    throwIfAborted(object.signal);
    checkHash(hash.digest('hex'), object.sha256);
    const last = waiting ?? Buffer.alloc(0);
    if (upload === undefined) await putWhole(connection, object, last);
    else {
      await upload.add(last);
      await upload.complete(bytes);
    }
    return { sha256: object.sha256, bytes };
  } catch (error) {
    await upload?.abandon();
    throw error;
  }
}

async function putWhole(connection: S3Connection, object: ObjectToPut, body: Buffer): Promise<void> {
  const { sdk, client, options, call } = connection;
  const { key, sha256, signal } = object;
  const checksum = Buffer.from(sha256, 'hex').toString('base64');
  const input = { Bucket: options.bucket, Key: key, Body: body, ContentLength: body.byteLength, ChecksumSHA256: checksum };
  const { ChecksumSHA256 } = await call((more) => client.send(new sdk.PutObjectCommand(input), more), { what: whatOf(object), signal });
  if (ChecksumSHA256 !== checksum) await readBack(connection, object);
}

interface PartsUpload {
  /** Sends a part as soon as fewer than {@link partsAtOnce} are on their way. */
  add(part: Buffer): Promise<void>;
  complete(bytes: number): Promise<void>;
  /** Lets the service forget what came. What it cannot be told now goes with what is old. */
  abandon(): Promise<void>;
}

async function beginParts(connection: S3Connection, object: ObjectToPut): Promise<PartsUpload> {
  const { sdk, client, options, call } = connection;
  const { key, signal } = object;
  const what = whatOf(object);
  const place = { Bucket: options.bucket, Key: key };
  const begun = await call((more) => client.send(new sdk.CreateMultipartUploadCommand({ ...place, ChecksumAlgorithm: 'SHA256' }), more), {
    what,
    signal,
  });
  const upload = { ...place, UploadId: begun.UploadId };
  const parts: { PartNumber: number; ETag: string | undefined; ChecksumSHA256: string }[] = [];
  const failed = new AbortController();
  const together = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  let underWay: Promise<void>[] = [];

  async function send(part: Buffer, number: number): Promise<void> {
    const ChecksumSHA256 = createHash('sha256').update(part).digest('base64');
    const input = { ...upload, PartNumber: number, Body: part, ContentLength: part.byteLength, ChecksumSHA256 };
    const { ETag } = await call((more) => client.send(new sdk.UploadPartCommand(input), more), { what, signal: together });
    parts[number - 1] = { PartNumber: number, ETag, ChecksumSHA256 };
  }

  let count = 0;
  return {
    async add(part) {
      if (underWay.length >= partsAtOnce) await Promise.race(underWay);
      const sending = send(part, ++count).finally(() => {
        underWay = underWay.filter((other) => other !== sending);
      });
      // Its failure is told by whoever waits next.
      sending.catch(() => failed.abort());
      underWay.push(sending);
    },
    async complete(bytes) {
      await Promise.all(underWay);
      const input = { ...upload, MultipartUpload: { Parts: parts } };
      const digests = Buffer.concat(parts.map(({ ChecksumSHA256 }) => Buffer.from(ChecksumSHA256, 'base64')));
      const expected = `${createHash('sha256').update(digests).digest('base64')}-${parts.length}`;
      try {
        const answer = await call((more) => client.send(new sdk.CompleteMultipartUploadCommand(input), more), { what, signal });
        if (answer.ChecksumSHA256 === expected) return;
      } catch (error) {
        // The answer to an earlier try was lost: it is complete, or it was never there, and reading tells which.
        if (!ForecourtError.is(error) || error.details?.reason !== 'NoSuchUpload') throw error;
      }
      await readBack(connection, object, bytes);
    },
    async abandon() {
      failed.abort();
      await Promise.allSettled(underWay);
      await call(() => client.send(new sdk.AbortMultipartUploadCommand(upload)), { what, attempts: 2 }).catch(() => undefined);
    },
  };
}

/** Reads what is there now: its stream fails if it is not what was sent. */
async function readBack(connection: S3Connection, { key, sha256, signal }: ObjectToPut, bytes?: number): Promise<void> {
  let seen = 0;
  for await (const piece of await readObject(connection, { key, sha256, range: undefined })) {
    throwIfAborted(signal);
    seen += piece.byteLength;
  }
  if (bytes !== undefined && seen !== bytes) {
    throw new ForecourtError('STORAGE_FAILED', `Of ${bytes} bytes of ${sha256} only ${seen} are in ${connection.place}.`);
  }
}

/** Pieces of any size as parts of one; the last may be smaller. There is one part at least, unless there is no byte. */
async function* partsOf(pieces: ObjectToPut['pieces'], partBytes: number): AsyncGenerator<Buffer> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    let rest = piece;
    while (bytes + rest.byteLength > partBytes) {
      const fits = partBytes - bytes;
      yield Buffer.concat([...gathered, rest.subarray(0, fits)]);
      rest = rest.subarray(fits);
      gathered = [];
      bytes = 0;
    }
    gathered.push(rest);
    bytes += rest.byteLength;
  }
  if (bytes > 0) yield Buffer.concat(gathered);
}

export function checkHash(actual: string, expected: string | undefined): void {
  if (expected === undefined || actual === expected) return;
  throw new ForecourtError('HASH_MISMATCH', 'The file is not the one that was announced: its SHA-256 is another.', {
    details: { expected, actual },
  });
}

const whatOf = ({ sha256 }: ObjectToPut) => `Could not write ${sha256}`;
