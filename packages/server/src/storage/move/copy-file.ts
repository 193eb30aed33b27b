import { createHash } from 'node:crypto';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { KeptFile, Storage } from '../storage.ts';

export interface CopyParts {
  readonly source: Storage;
  readonly target: Storage;
  readonly signal: AbortSignal;
}

/** `gone`: the source does not have it any more, so nobody wants it. */
export type Copied = 'copied' | 'there' | 'gone';

/**
 * Brings one file to the target and makes sure that it is there with the hash that names it. Doing it again is fine: what is there and
 * whole stays, what is there and damaged is replaced.
 *
 * @throws HASH_MISMATCH if the source's own file is damaged; STORAGE_UNAVAILABLE, DISK_FULL, …
 */
export async function copyFile(file: KeptFile, { source, target, signal }: CopyParts): Promise<Copied> {
  const { sha256 } = file;
  const found = await lookAt(target, file, signal);
  if (found === 'whole') return 'there';
  if (found === 'damaged') await target.delete(sha256);
  try {
    await target.put(await source.read(sha256), { sha256, signal });
    return 'copied';
  } catch (error) {
    if (isMissing(error)) return (await target.has(sha256)) ? 'there' : 'gone';
    throw error;
  }
}

/** Whether a file is there with all its bytes, read to the end. */
export async function lookAt(place: Storage, { sha256, bytes }: KeptFile, signal: AbortSignal): Promise<'whole' | 'damaged' | 'absent'> {
  const size = await place.size(sha256).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (size === undefined) return 'absent';
  if (size !== bytes) return 'damaged';
  const hash = createHash('sha256');
  for await (const piece of await place.read(sha256)) {
    throwIfAborted(signal);
    hash.update(piece);
  }
  return hash.digest('hex') === sha256 ? 'whole' : 'damaged';
}

function isMissing(error: unknown): boolean {
  return ForecourtError.is(error) && error.code === 'NOT_FOUND';
}
