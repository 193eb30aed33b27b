import { createHash, randomUUID } from 'node:crypto';
import { type Checksums, compositeChecksums } from './checksums.ts';
import { noSuchKey, noSuchUpload, S3Refusal } from './refusal.ts';

export interface S3Object {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly checksums: Checksums;
  readonly type: string | undefined;
  readonly modifiedAt: Date;
}

interface Part {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly checksums: Checksums;
}

interface MultipartUpload {
  readonly key: string;
  readonly type: string | undefined;
  readonly startedAt: Date;
  readonly parts: Map<number, Part>;
}

/** What a completing request names of a part. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
}

/** Every part but the last has at least so much (Amazon S3, multipart upload limits). */
const leastPartBytes = 5 * 1024 * 1024;

const md5Of = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

export type Bucket = ReturnType<typeof createBucket>;

/** The objects of one bucket, in memory. An object is there whole or not at all, as on S3. */
export function createBucket(now: () => Date) {
  const objects = new Map<string, S3Object>();
  const uploads = new Map<string, MultipartUpload>();
  const uploadOf = (id: string, key: string) => {
    const upload = uploads.get(id);
    if (upload?.key !== key) throw noSuchUpload();
    return upload;
  };
  return {
    objects,
    uploads,
    get(key: string): S3Object {
      const object = objects.get(key);
      if (object === undefined) throw noSuchKey(key);
      return object;
    },
    put(key: string, bytes: Buffer, checksums: Checksums, type: string | undefined): S3Object {
      const object = { bytes, checksums, type, etag: `"${md5Of(bytes)}"`, modifiedAt: now() };
      objects.set(key, object);
      return object;
    },
    /** Keys in their order, behind one of them. */
    keysAfter(after: string, prefix: string): string[] {
      return [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort((a, b) => (a < b ? -1 : 1));
    },
    begin(key: string, type: string | undefined): string {
      const id = randomUUID();
      uploads.set(id, { key, type, startedAt: now(), parts: new Map() });
      return id;
    },
    addPart(id: string, key: string, number: number, { bytes, checksums }: Omit<Part, 'etag'>): Part {
      if (!(number >= 1 && number <= 10_000)) throw new S3Refusal(400, 'InvalidArgument', 'Part numbers are from 1 to 10,000.');
      const part = { bytes, checksums, etag: `"${md5Of(bytes)}"` };
      uploadOf(id, key).parts.set(number, part);
      return part;
    },
    complete(id: string, key: string, named: readonly NamedPart[]): S3Object {
      const upload = uploadOf(id, key);
      if (named.length === 0) throw new S3Refusal(400, 'MalformedXML', 'No part is named.');
      const parts = named.map(({ number, etag }, index) => {
        const part = upload.parts.get(number);
        if (part === undefined || part.etag !== etag) throw new S3Refusal(400, 'InvalidPart', `Part ${number} is not the one that came.`);
        if (index > 0 && number <= (named[index - 1]?.number ?? 0)) throw new S3Refusal(400, 'InvalidPartOrder', 'Parts are not in order.');
        if (index < named.length - 1 && part.bytes.length < leastPartBytes) {
          throw new S3Refusal(400, 'EntityTooSmall', `Part ${number} has less than 5 MiB.`);
        }
        return part;
      });
      const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), 'hex')));
      const object = {
        bytes: Buffer.concat(parts.map(({ bytes }) => bytes)),
        etag: `"${md5Of(digests)}-${parts.length}"`,
        checksums: compositeChecksums(parts.map(({ checksums }) => checksums)),
        type: upload.type,
        modifiedAt: now(),
      };
      uploads.delete(id);
      objects.set(key, object);
      return object;
    },
    abort(id: string, key: string): void {
      uploadOf(id, key);
      uploads.delete(id);
    },
  };
}
