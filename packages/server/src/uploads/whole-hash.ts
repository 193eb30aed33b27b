import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readError } from '@forecourt/sdk/files';
import { LRUCache } from 'lru-cache';

interface Progress {
  readonly hash: Hash;
  readonly offset: number;
}

/**
 * SHA-256 of uploads, grown while they are received, so that a file need not be read again at its end. Only a speed-up: what was
 * received by another process, or before a restart, is hashed from the file.
 */
export interface WholeHashes {
  /** A hash that has seen everything before `offset`, to be shown what comes next; undefined if this process does not know it. */
  continueAt(id: string, offset: number): Hash | undefined;
  /** Remembers a hash that has seen everything before `offset`. */
  keep(id: string, offset: number, hash: Hash | undefined): void;
  /** SHA-256 of the file of `bytes` bytes, in hexadecimal. */
  finish(id: string, path: string, bytes: number): Promise<string>;
  forget(id?: string): void;
}

/** Uploads whose hash is remembered: more than one server receives at a time; a state takes some 300 bytes. */
const most = 10_000;

export function createWholeHashes(): WholeHashes {
  const kept = new LRUCache<string, Progress>({ max: most });
  return {
    continueAt(id, offset) {
      if (offset === 0) return createHash('sha256');
      const progress = kept.get(id);
      // A copy: the chunk that it will be shown may turn out to be damaged.
      return progress?.offset === offset ? progress.hash.copy() : undefined;
    },
    keep(id, offset, hash) {
      if (hash === undefined) kept.delete(id);
      else kept.set(id, { hash, offset });
    },
    async finish(id, path, bytes) {
      const progress = kept.get(id);
      return progress?.offset === bytes ? progress.hash.copy().digest('hex') : hashFile(path);
    },
    forget(id) {
      if (id === undefined) kept.clear();
      else kept.delete(id);
    },
  };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  } catch (error) {
    throw readError(error, path);
  }
  return hash.digest('hex');
}
