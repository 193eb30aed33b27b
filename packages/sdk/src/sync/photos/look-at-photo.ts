import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { inspectImage, readImageFile } from '../../imaging/index.ts';
import { fingerprintOf } from './scan.ts';

/** What was found in a file: its hash, or why it is no photo (yet); `moving` if it changed while it was read. */
export type Look =
  | { readonly kind: 'photo'; readonly sha256: string; readonly bytes: number }
  | { readonly kind: 'refused'; readonly error: ForecourtError }
  | { readonly kind: 'moving' };

/**
 * Reads a file and makes sure that it is a whole photo: a writer that pauses leaves half of one that rests just as a whole one does.
 *
 * @throws FILE_NOT_READABLE, STORAGE_FAILED
 */
export async function lookAtPhoto(path: string, fingerprint: string): Promise<Look> {
  try {
    const bytes = await readImageFile(path);
    inspectImage(bytes);
    const isSame = (await fingerprintOf(path)) === fingerprint;
    return isSame ? { kind: 'photo', sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length } : { kind: 'moving' };
  } catch (failure) {
    const error = ForecourtError.from(failure, 'STORAGE_FAILED');
    if (error.code === 'FILE_NOT_FOUND' || (await fingerprintOf(path)) !== fingerprint) return { kind: 'moving' };
    if (error.fault !== 'picture') throw error;
    return { kind: 'refused', error };
  }
}
