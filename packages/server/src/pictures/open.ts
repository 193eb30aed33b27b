import type { RgbaPixels, RgbPixels } from '@forecourt/quality';
import { applyOperations, decodeImage, encodeImage, type ImageLimitsInput, readImageFile } from '@forecourt/sdk/imaging';
import { rgbaToThumbHash } from 'thumbhash';

/** What was measured on a picture's file; sizes are those of the upright picture. */
export interface PictureFacts {
  /** Media type, by content. */
  readonly type: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** ThumbHash in base64. */
  readonly placeholder: string;
}

export interface OpenOptions {
  readonly limits?: ImageLimitsInput | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A picture that was decoded once, for all that is wanted of it. */
export interface OpenPicture {
  readonly facts: PictureFacts;
  /** The picture, upright and small, as WebP with its transparency. It is never enlarged. */
  preview(widthPx: number): Promise<Uint8Array>;
}

/** For files that passed the limits when they came in, or were made here: only their pixels count any more. */
export const ownLimits: ImageLimitsInput = { bytes: 2_000_000_000, minSidePx: 1 };

/** The width of the preview that lists show: enough for two columns on a phone and for four on a desk, at twice the pixels. */
export const listedWidthPx = 640;

/** ThumbHash takes pictures of up to 100 px a side; it keeps far less than that. */
const placeholderSidePx = 96;

/**
 * Looks at a picture as a whole: it is decoded to its last row, so what passes here can be worked on later.
 *
 * @param picture a path, or the file's bytes.
 * @throws ForecourtError every code of the picture group; FILE_NOT_FOUND, DEPENDENCY_MISSING, ABORTED
 * @example
 * const { facts, preview } = await openPicture('upload.part');
 */
export async function openPicture(picture: string | Uint8Array, options: OpenOptions = {}): Promise<OpenPicture> {
  const bytes = typeof picture === 'string' ? await readImageFile(picture, options) : picture;
  const { pixels, info } = await decodeImage(bytes, options);
  const { signal } = options;
  const { widthPx, heightPx } = pixels;
  // What lists show, and what anything smaller is made of.
  const listed = await applyOperations(pixels, [{ operation: 'resize', widthPx: listedWidthPx }], { signal });
  return {
    facts: { type: info.mediaType, widthPx, heightPx, placeholder: await placeholderOf(listed, signal) },
    async preview(previewWidthPx) {
      const source = previewWidthPx > listedWidthPx ? pixels : listed;
      const small = await applyOperations(source, [{ operation: 'resize', widthPx: previewWidthPx }], { signal });
      return encodeImage(small, { format: 'webp', quality: 80 }, { signal });
    },
  };
}

async function placeholderOf(pixels: RgbPixels | RgbaPixels, signal: AbortSignal | undefined): Promise<string> {
  const side = placeholderSidePx;
  const small = await applyOperations(pixels, [{ operation: 'resize', widthPx: side, heightPx: side, kernel: 'linear' }], { signal });
  return Buffer.from(rgbaToThumbHash(small.widthPx, small.heightPx, withAlpha(small))).toString('base64');
}

function withAlpha({ data, channels, widthPx, heightPx }: RgbPixels | RgbaPixels): Uint8Array | Uint8ClampedArray {
  if (channels === 4) return data;
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let from = 0, to = 0; to < rgba.length; from += 3, to += 4) {
    rgba[to] = data[from] ?? 0;
    rgba[to + 1] = data[from + 1] ?? 0;
    rgba[to + 2] = data[from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  return rgba;
}
