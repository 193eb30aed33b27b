import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ForecourtError } from '@forecourt/errors';

/** A checksum that grows with what it is shown. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

/**
 * What `Upload-Checksum` may name (tus 1.0.0, checksum extension: SHA-1 is a must). CRC32 comes first since it is what a chunk needs,
 * to notice damage on the way, at a third of the cost of SHA-256 (4.7 against 1.6 GB/s with SHA instructions); the whole file is
 * judged by SHA-256 in any case.
 */
const algorithms: Readonly<Record<string, () => Checksum>> = {
  crc32: () => {
    let value = 0;
    return {
      update(bytes) {
        value = crc32(bytes, value);
      },
      digest() {
        const digest = Buffer.alloc(4);
        digest.writeUInt32BE(value);
        return digest;
      },
    };
  },
  sha1: () => nodeHash('sha1'),
  sha256: () => nodeHash('sha256'),
};

export const checksumAlgorithms: readonly string[] = Object.keys(algorithms);

/** What a chunk is said to hash to. */
export interface ExpectedChecksum {
  readonly algorithm: string;
  readonly digest: Buffer;
  start(): Checksum;
}

/** Reads `Upload-Checksum: crc32 BASE64`. @throws INVALID_INPUT for another algorithm, or what is no base64 */
export function parseChecksum(header: string): ExpectedChecksum {
  const [algorithm = '', encoded = '', ...rest] = header.trim().split(' ');
  const start = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  if (start === undefined) {
    throw new ForecourtError('INVALID_INPUT', `There is no checksum algorithm "${algorithm.slice(0, 40)}" here.`, {
      hint: `Use one of ${checksumAlgorithms.join(', ')}.`,
    });
  }
  const digest = Buffer.from(encoded, 'base64');
  if (rest.length > 0 || digest.length !== start().digest().length || digest.toString('base64') !== encoded) {
    throw new ForecourtError('INVALID_INPUT', `Upload-Checksum does not hold a ${algorithm} in base64.`);
  }
  return { algorithm, digest, start };
}

function nodeHash(algorithm: string): Checksum {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}
