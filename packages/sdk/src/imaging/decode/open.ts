import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { RgbaPixels, RgbPixels } from '@forecourt/quality';
import { z } from 'zod';
import { colourSchema } from '../colour.ts';
import { flattenPixels } from '../flatten.ts';
import type { ImageInfo, Inspection } from '../inspect/info.ts';
import { imageInfo, inspect } from '../inspect/inspect.ts';
import { type ImageLimits, type ImageLimitsInput, imageLimitsSchema } from '../limits.ts';
import { parseOptions } from '../options.ts';
import { loadSharp } from '../sharp.ts';
import { inTurn } from '../turns.ts';
import type { ImageWarning } from '../warnings.ts';
import { type Decoded, decodePixels } from './pipeline.ts';
import { type Resized, type ResizeRequest, resizeRgb } from './resized.ts';

/** What {@link decodeImage} and {@link openImage} take besides the bytes. */
export interface DecodeOptions {
  readonly limits?: ImageLimitsInput | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A picture in memory: 8 bits, sRGB, upright. */
export interface DecodedImage {
  readonly pixels: RgbPixels | RgbaPixels;
  readonly info: ImageInfo;
  readonly warnings: readonly ImageWarning[];
}

/** A decoded picture that can also be had at the size that a model wants. */
export interface OpenedImage {
  readonly info: ImageInfo;
  readonly warnings: readonly ImageWarning[];
  /** The upright picture at full size, without alpha. Always the same object: treat it as read-only. */
  pixels(): RgbPixels;
  /**
   * The upright picture at another size, antialiased.
   *
   * @throws ForecourtError `INVALID_INPUT`, `ABORTED`
   */
  resized(widthPx: number, heightPx: number, request?: ResizeRequest): Promise<Resized>;
}

const decodeOptionsSchema = z.strictObject({ limits: imageLimitsSchema.prefault({}) });
/** White, as listing pages are, lies under a partly transparent photo unless the caller says otherwise. */
const openOptionsSchema = decodeOptionsSchema.extend({ background: colourSchema.prefault('white') });

/**
 * Decodes a picture of any supported type: to 8 bits, sRGB, upright, with alpha where the file has it.
 *
 * The file passes {@link inspectImage} first. Comments, previews, places, animations and whatever follows the end never reach a decoder. A
 * photo that was cut short is refused (`TRUNCATED`) rather than shown half grey; where only the mark of the end is missing it is decoded with a
 * warning. Decoding ends at `limits.timeMs`. Three pictures at most are decoded at once in a process; further calls wait.
 *
 * @param input The whole file. Leave it unchanged until the call ends.
 * @throws ForecourtError what {@link inspectImage} throws; `DECODE_TIMEOUT`, `DEPENDENCY_MISSING`, `OUT_OF_MEMORY`, `ABORTED`
 * @example
 * const { pixels, warnings } = await decodeImage(await readFile('car.heic'), { signal });
 */
export async function decodeImage(input: Uint8Array, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { signal, ...rest } = options;
  const { limits } = parseOptions(decodeOptionsSchema, rest, 'decoding an image');
  const { inspection, decoded } = await decode(input, limits, signal);
  return finish(inspection, decoded, decoded.pixels, input.length, []);
}

/**
 * Decodes a picture once, for use at full size and at the size of a model.
 *
 * One decode and a resize from memory is no slower than two decodes with shrinking on load (4 MP: 23 ms against 24; 12 MP: 95 against 80),
 * and half the work. A partly transparent picture is laid on `background` with the warning `ALPHA_FLATTENED`.
 *
 * @throws ForecourtError as {@link decodeImage}
 * @example
 * const photo = await openImage(bytes, { signal });
 * const { pixels } = await photo.resized(1024, 1024, { fit: 'stretch' });
 * const full = photo.pixels();
 */
export async function openImage(
  input: Uint8Array,
  options: DecodeOptions & { readonly background?: string | undefined } = {},
): Promise<OpenedImage> {
  const { signal, ...rest } = options;
  const { limits, background } = parseOptions(openOptionsSchema, rest, 'opening an image');
  const { inspection, decoded } = await decode(input, limits, signal);
  const { pixels, wasTransparent } = withoutAlpha(decoded.pixels, background);
  const extra: ImageWarning[] = wasTransparent
    ? [{ code: 'ALPHA_FLATTENED', message: 'It was partly transparent and was laid on a plain colour.' }]
    : [];
  const { info, warnings } = finish(inspection, decoded, pixels, input.length, extra);
  return {
    info,
    warnings,
    pixels: () => pixels,
    resized: (widthPx, heightPx, request) => resizeRgb(pixels, widthPx, heightPx, request),
  };
}

async function decode(
  bytes: Uint8Array,
  limits: ImageLimits,
  signal: AbortSignal | undefined,
): Promise<{ inspection: Inspection; decoded: Decoded }> {
  throwIfAborted(signal);
  const inspection = inspect(bytes, limits);
  checkMemory(inspection, limits);
  // Before the clock starts: the first load of a native library on a cold disk is not the picture's fault.
  await loadSharp();
  const work = (stopped: AbortSignal): Promise<Decoded> => decodePixels(bytes, { inspection, limits, signal: stopped });
  return { inspection, decoded: await inTurn(work, { signal, limitMs: limits.timeMs }) };
}

/** The header's size is exact but for HEIF, where the decoder's rounding of a crop counts. */
function finish<Pixels extends RgbPixels | RgbaPixels>(
  inspection: Inspection,
  decoded: Decoded,
  pixels: Pixels,
  bytes: number,
  extra: readonly ImageWarning[],
): { pixels: Pixels; info: ImageInfo; warnings: readonly ImageWarning[] } {
  const info = imageInfo(inspection, bytes);
  const warnings = [...info.warnings, ...decoded.warnings, ...extra];
  return { pixels, info: { ...info, widthPx: pixels.widthPx, heightPx: pixels.heightPx }, warnings };
}

function withoutAlpha(
  pixels: RgbPixels | RgbaPixels,
  background: z.output<typeof colourSchema>,
): { pixels: RgbPixels; wasTransparent: boolean } {
  return pixels.channels === 4 ? flattenPixels(pixels, background) : { pixels, wasTransparent: false };
}

/**
 * Estimates the peak before anything is allocated: the result, plus for some formats the whole picture a second time inside the decoder
 * (progressive JPEG keeps 16-bit coefficients; HEIC passes through RGBA in WebAssembly and again in the thread).
 */
function checkMemory({ storedWidthPx, storedHeightPx, type, bitDepth, wholeInMemory, orientation }: Inspection, limits: ImageLimits): void {
  const pixels = storedWidthPx * storedHeightPx;
  const result = pixels * 4;
  const inside = wholeInMemory ? pixels * (type === 'heic' ? 12 : type === 'jpeg' ? 6 : bitDepth > 8 ? 8 : 4) : 0;
  const turned = orientation > 1 ? result : 0;
  const estimate = result + inside + turned;
  if (estimate <= limits.memoryBytes) return;
  const text = `Decoding this picture would take about ${Math.round(estimate / 1e6)} MB of memory, more than allowed.`;
  throw new ForecourtError('TOO_MANY_PIXELS', text, { details: { estimateBytes: estimate, limitBytes: limits.memoryBytes } });
}
