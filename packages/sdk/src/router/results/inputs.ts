import { hash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { type ImageInput, readImageInput } from '../../imaging/index.ts';

/** A picture that can be given to several providers, one after another. */
export interface ReadInput {
  /** Bytes, or where the file is: whoever gets a path knows what must not be written over. */
  readonly image: ImageInput;
  /** Where its content was asked for. */
  readonly sha256: string | null;
}

/** Streams and Blobs are read here, once: a second provider could not read them again. */
export async function readInput(image: ImageInput, withHash: boolean, signal: AbortSignal): Promise<ReadInput> {
  const isFile = typeof image === 'string' || image instanceof URL;
  if (isFile && !withHash) return { image, sha256: null };
  // Also a Buffer of another realm is bytes.
  const bytes = types.isUint8Array(image) ? image : await readImageInput(image, { signal });
  return { image: isFile ? image : bytes, sha256: withHash ? hash('sha256', bytes, 'hex') : null };
}

/** Where a picture lies, if it is a file. */
export function pathOf(image: ImageInput): string | undefined {
  if (typeof image === 'string') return resolve(image);
  return image instanceof URL && image.protocol === 'file:' ? fileURLToPath(image) : undefined;
}
