import { applyOperations, decodeImage, encodeImage, readImageFile } from '@forecourt/sdk/imaging';

/** These files passed the limits when they came in, or were made here: only their pixels count any more. */
const limits = { bytes: 2_000_000_000, minSidePx: 1 };

/**
 * The picture, upright and small, as WebP with its transparency. It is never enlarged.
 *
 * @param picture a path, or the file's bytes.
 * @throws ForecourtError every code of the picture group; FILE_NOT_FOUND, DEPENDENCY_MISSING, ABORTED
 * @example
 * const webp = await storage.derived(`${sha256}-640.webp`, () => makePreview(path, 640));
 */
export async function makePreview(
  picture: string | Uint8Array,
  widthPx: number,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array> {
  const bytes = typeof picture === 'string' ? await readImageFile(picture, { limits, signal }) : picture;
  const { pixels } = await decodeImage(bytes, { limits, signal });
  const small = await applyOperations(pixels, [{ operation: 'resize', widthPx }], { signal });
  return encodeImage(small, { format: 'webp', quality: 80 }, { signal });
}
