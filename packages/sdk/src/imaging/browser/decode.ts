import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { z } from 'zod';
import { collect } from '../files/collect.ts';
import { readDataUrl } from '../files/data-url.ts';
import { fetchPicture } from '../files/fetched.ts';
import { fromImageData, type ImageDataLike, isPixels, pictureOf } from '../files/image-data.ts';
import { tooLarge } from '../inspect/too-large.ts';
import { type ImageLimitsInput, imageLimitsSchema } from '../limits.ts';
import type { Picture } from '../operations/operation.ts';
import { parseOptions } from '../options.ts';
import type { ImageWarning } from '../warnings.ts';

/** What a page has pictures as: a file that was picked, an address, bytes, a stream, a canvas, or its pixels. */
export type BrowserImageInput =
  | Blob
  | URL
  | Uint8Array
  | ArrayBuffer
  | ReadableStream<Uint8Array>
  | ImageDataLike
  | Picture
  | HTMLCanvasElement
  | OffscreenCanvas;

export interface BrowserReadOptions {
  /** Of these `bytes` and `pixels` matter; the browser's own decoder has the others. */
  readonly limits?: ImageLimitsInput | undefined;
  readonly signal?: AbortSignal | undefined;
}

const optionsSchema = z.strictObject({ limits: imageLimitsSchema.prefault({}) });

/**
 * Decodes a picture in a browser, upright and in sRGB: whatever type the browser knows. An address is fetched, as far as the page may.
 *
 * @throws ForecourtError `FILE_TOO_LARGE`, `TOO_MANY_PIXELS`, `NOT_DECODABLE`, `INVALID_INPUT`, `DOWNLOAD_FAILED`, `UNSUPPORTED_TYPE`, `ABORTED`
 * @example
 * const picture = await decodeInBrowser(input.files[0]);
 */
export async function decodeInBrowser(
  input: BrowserImageInput,
  { limits: allowed, signal }: BrowserReadOptions = {},
): Promise<{ readonly pixels: Picture; readonly warnings: readonly ImageWarning[] }> {
  const { limits } = parseOptions(optionsSchema, { limits: allowed }, 'reading an image');
  throwIfAborted(signal);
  const given = isCanvas(input) ? contextOf(input).getImageData(0, 0, input.width, input.height, { colorSpace: 'srgb' }) : input;
  if (isPixels(given)) return { pixels: bounded(pictureOf(given), limits.pixels), warnings: [] };
  const bitmap = await bitmapOf(await blobOf(given, limits.bytes, signal));
  try {
    throwIfAborted(signal);
    if (bitmap.width * bitmap.height > limits.pixels) throw tooManyPixels(bitmap.width, bitmap.height, limits.pixels);
    const context = contextOf(new OffscreenCanvas(bitmap.width, bitmap.height));
    context.drawImage(bitmap, 0, 0);
    const pixels = fromImageData(context.getImageData(0, 0, bitmap.width, bitmap.height, { colorSpace: 'srgb' }));
    return { pixels: withoutIdleAlpha(pixels), warnings: [] };
  } finally {
    bitmap.close();
  }
}

/** The 2D context of a canvas, kept where its pixels are read. @throws ForecourtError `INVALID_INPUT` */
export function contextOf(canvas: OffscreenCanvas | HTMLCanvasElement): OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context && 'getImageData' in context) return context;
  throw new ForecourtError('INVALID_INPUT', 'This canvas is used in another way than 2d, so its pixels cannot be read.');
}

function isCanvas(input: BrowserImageInput): input is HTMLCanvasElement | OffscreenCanvas {
  return input instanceof OffscreenCanvas || (typeof HTMLCanvasElement !== 'undefined' && input instanceof HTMLCanvasElement);
}

async function blobOf(input: BrowserImageInput, limit: number, signal: AbortSignal | undefined): Promise<Blob> {
  if (input instanceof Blob) {
    if (input.size > limit) throw tooLarge(input.size, { bytes: limit });
    return input;
  }
  const bytes = await bytesOf(input, limit, signal);
  if (bytes.length > limit) throw tooLarge(bytes.length, { bytes: limit });
  return new Blob([bytes.slice()]);
}

async function bytesOf(input: BrowserImageInput, limit: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  if (input instanceof Uint8Array) return input;
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (input instanceof ReadableStream) return collect(input, limit, signal);
  if (input instanceof URL) {
    return input.protocol === 'data:' ? readDataUrl(input, limit) : fetchPicture(input, (url, init) => fetch(url, init), limit, signal);
  }
  throw new ForecourtError('INVALID_INPUT', 'A picture is given as a File or Blob, a URL, bytes, a stream, a canvas or its ImageData.');
}

async function bitmapOf(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image', premultiplyAlpha: 'none', colorSpaceConversion: 'default' });
  } catch (cause) {
    throw new ForecourtError('NOT_DECODABLE', 'This browser cannot read this picture.', { hint: 'Save it as JPEG, PNG or WebP.', cause });
  }
}

function bounded(picture: Picture, limit: number): Picture {
  if (picture.widthPx * picture.heightPx > limit) throw tooManyPixels(picture.widthPx, picture.heightPx, limit);
  return picture;
}

function tooManyPixels(widthPx: number, heightPx: number, limit: number): ForecourtError {
  return new ForecourtError('TOO_MANY_PIXELS', `This picture has ${widthPx} × ${heightPx} pixels, more than the ${limit} allowed.`);
}

/** A canvas always has alpha; a photo on it is opaque, and three channels are enough for it. */
function withoutIdleAlpha(picture: Picture): Picture {
  const { data, widthPx, heightPx } = picture;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return picture;
  const opaque = new Uint8Array(widthPx * heightPx * 3);
  for (let from = 0, to = 0; to < opaque.length; from += 4, to += 3) {
    opaque[to] = data[from] ?? 0;
    opaque[to + 1] = data[from + 1] ?? 0;
    opaque[to + 2] = data[from + 2] ?? 0;
  }
  return { data: opaque, widthPx, heightPx, channels: 3 };
}
