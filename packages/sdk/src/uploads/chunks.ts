import { ForecourtError } from '@forecourt/errors';
import type { FileSource } from './file-source.ts';
import { crc32, createSha256, formatReprDigest, type Sha256 } from './hashes.ts';
import type { Pace } from './pace.ts';

/** One piece of the file on its way: its bytes, and what the server checks them by. */
export interface Chunk {
  readonly start: number;
  /** The name that tus-js-client looks for. */
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** The file cut into chunks, each read and hashed while the one before travels. */
export interface Chunks {
  /** The chunk at `start`. @throws FILE_NOT_READABLE, FILE_NOT_FOUND, HASH_MISMATCH if the file was changed meanwhile */
  at(start: number): Promise<Chunk>;
  /** SHA-256 of the whole file, once its last chunk was cut. */
  sha256(): string | undefined;
}

const hashStepBytes = 1 << 22;

/**
 * @param known SHA-256 of the whole, if it was told at the start already; else it is made on the way and goes with the last chunk.
 */
export function createChunks(file: FileSource, pace: Pace, version: string, known: string | undefined): Chunks {
  let whole: { readonly hash: Sha256; upTo: number } | undefined;
  let sha256 = known;
  let current: Promise<Chunk> | undefined;
  let currentStart = -1;
  let next: { readonly start: number; readonly chunk: Promise<Chunk> } | undefined;

  async function hashUpTo(start: number, bytes: Uint8Array): Promise<void> {
    whole ??= { hash: await createSha256(), upTo: 0 };
    // After a resumption: what the server has was hashed by nobody here.
    while (whole.upTo < start) {
      const end = Math.min(whole.upTo + hashStepBytes, start);
      await whole.hash.update(await file.read(whole.upTo, end));
      whole.upTo = end;
    }
    const fresh = bytes.subarray(whole.upTo - start);
    if (fresh.byteLength === 0) return;
    await whole.hash.update(fresh);
    whole.upTo += fresh.byteLength;
  }

  async function cut(start: number): Promise<Chunk> {
    const end = Math.min(start + pace.chunkBytes(), file.bytes);
    const isLast = end === file.bytes;
    const bytes = await file.read(start, end);
    if (bytes.byteLength !== end - start) throw changed(file.name);
    if (known === undefined) await hashUpTo(start, bytes);
    if (isLast) {
      if ((await file.version()) !== version) throw changed(file.name);
      sha256 ??= whole?.hash.digest();
    }
    return {
      start,
      size: bytes.byteLength,
      bytes,
      headers: {
        'Upload-Checksum': `crc32 ${await crc32(bytes)}`,
        ...(isLast && sha256 !== undefined && { 'Repr-Digest': formatReprDigest(sha256) }),
      },
    };
  }

  function follow(chunk: Chunk): void {
    const start = chunk.start + chunk.size;
    if (start >= file.bytes || start === next?.start) return;
    next = { start, chunk: cut(start) };
    // Whoever asks for it gets its failure.
    next.chunk.catch(() => undefined);
  }

  /** One at a time: the hash of the whole has to see the chunks in their order. */
  async function cutAfter(before: Promise<Chunk> | undefined, start: number): Promise<Chunk> {
    await before?.catch(() => undefined);
    return cut(start);
  }

  return {
    async at(start) {
      if (start !== currentStart || current === undefined) {
        current = next?.start === start ? next.chunk : cutAfter(next?.chunk, start);
        currentStart = start;
      }
      try {
        const chunk = await current;
        follow(chunk);
        return chunk;
      } catch (error) {
        current = undefined;
        next = undefined;
        throw error;
      }
    },
    sha256: () => sha256,
  };
}

function changed(name: string): ForecourtError {
  return new ForecourtError('HASH_MISMATCH', `${name} was changed while it was being sent.`, { hint: 'Add it again as it is now.' });
}
