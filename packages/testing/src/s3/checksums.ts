import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { badDigest, S3Refusal } from './refusal.ts';

/** The checksums that this fake knows, by the end of their header's name. */
const algorithms: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  crc32(bytes) {
    const digest = Buffer.alloc(4);
    digest.writeUInt32BE(crc32(bytes));
    return digest.toString('base64');
  },
  sha1: (bytes) => createHash('sha1').update(bytes).digest('base64'),
  sha256: (bytes) => createHash('sha256').update(bytes).digest('base64'),
};

const prefix = 'x-amz-checksum-';
/** Headers of the same beginning that name no checksum. */
const others = new Set([`${prefix}algorithm`, `${prefix}mode`, `${prefix}type`]);

/** Checksums of an object: by algorithm, in base64. */
export type Checksums = Readonly<Record<string, string>>;

/**
 * Compares what headers or trailers say with the bytes.
 *
 * @returns what held
 * @throws S3Refusal BadDigest
 */
export function checkChecksums(headers: Readonly<Record<string, string | string[] | undefined>>, bytes: Uint8Array): Checksums {
  const held: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(prefix) || others.has(name)) continue;
    const algorithm = name.slice(prefix.length);
    const make = algorithms[algorithm];
    if (make === undefined) throw new S3Refusal(501, 'NotImplemented', `This fake does not know ${name}.`);
    if (make(bytes) !== value) throw badDigest(name);
    held[algorithm] = make(bytes);
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && createHash('md5').update(bytes).digest('base64') !== md5) throw badDigest('Content-MD5');
  return held;
}

/** The checksum of an object that came in parts: that of its parts' checksums, and their number. */
export function compositeChecksums(parts: readonly Checksums[]): Checksums {
  const composite: Record<string, string> = {};
  for (const [algorithm, make] of Object.entries(algorithms)) {
    const digests = parts.map((part) => part[algorithm]);
    if (!digests.every((digest) => digest !== undefined)) continue;
    composite[algorithm] = `${make(Buffer.concat(digests.map((digest) => Buffer.from(digest, 'base64'))))}-${parts.length}`;
  }
  return composite;
}

/** As headers of an answer. */
export function checksumHeaders(checksums: Checksums): Record<string, string> {
  return Object.fromEntries(Object.entries(checksums).map(([algorithm, value]) => [`${prefix}${algorithm}`, value]));
}

/** As elements of an XML answer: `ChecksumSHA256`. */
export function checksumElements(checksums: Checksums): Record<string, string> {
  return Object.fromEntries(Object.entries(checksums).map(([algorithm, value]) => [`Checksum${algorithm.toUpperCase()}`, value]));
}
