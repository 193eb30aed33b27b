import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { MaskPixels, RgbaPixels, RgbPixels } from '@forecourt/quality';
import type { Sharp } from 'sharp';
import { flattenPixels } from '../flatten.ts';
import { parseOptions } from '../options.ts';
import { loadSharp } from '../sharp.ts';
import { inTurn } from '../turns.ts';
import { type EncodeOptions, encodeOptionsSchema, type ParsedEncodeOptions } from './options.ts';
import { tagPngAsSrgb } from './png-srgb.ts';

/** Longest side that a format can hold: JPEG and AVIF 16 bits, WebP 14 bits; PNG and TIFF are bounded by memory first. */
const longestSidePx: Readonly<Record<ParsedEncodeOptions['format'], number>> = {
  png: 1_000_000,
  tiff: 1_000_000,
  webp: 16_383,
  avif: 65_535,
  jpeg: 65_535,
};

/**
 * Effort 0 to 9 as zlib's level and whether each row chooses its filter: the settings that no other beats in both time and size. Measured on a
 * cutout of 12 MP, half of it transparent, one of two cores, libvips 8.18 with zlib-ng: 117, 187, 218, 237, 268 ms without filters (12.8, 9.7, 8.6,
 * 8.4, 8.4 MB); 0.45, 0.69, 0.83, 1.2, 4.7 s with them (6.2, 5.7, 5.4, 5.3, 4.9 MB).
 */
const pngEfforts: readonly { readonly compressionLevel: number; readonly adaptiveFiltering: boolean }[] = [
  ...[1, 2, 3, 4, 6].map((compressionLevel) => ({ compressionLevel, adaptiveFiltering: false })),
  ...[2, 3, 5, 6, 9].map((compressionLevel) => ({ compressionLevel, adaptiveFiltering: true })),
];

/**
 * Writes pixels as a file, in memory.
 *
 * The file says that it is sRGB and carries nothing else: no camera data, no place, no preview. Masks become one-channel pictures where the
 * format has them.
 *
 * @throws ForecourtError `INVALID_INPUT` for wrong options or pixels, and for a cutout as JPEG without a background; `OUT_OF_MEMORY`;
 *   `DEPENDENCY_MISSING`; `ABORTED`
 * @example
 * const file = await encodeImage(cutout, { format: 'jpeg', background: 'white' }, { signal });
 */
export async function encodeImage(
  pixels: RgbaPixels | RgbPixels | MaskPixels,
  options: EncodeOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array> {
  throwIfAborted(signal);
  const parsed = parseOptions(encodeOptionsSchema, options, 'writing an image');
  checkPixels(pixels, parsed.format);
  const solid = onBackground(pixels, parsed);
  const sharp = await loadSharp();
  const raw = { width: solid.widthPx, height: solid.heightPx, channels: solid.channels };
  const encoded = await inTurn(
    async () => {
      try {
        return await encoder(sharp(solid.data, { raw, limitInputPixels: false }), parsed, solid.channels).toBuffer();
      } catch (cause) {
        const text = `This picture of ${solid.widthPx} × ${solid.heightPx} pixels could not be written as ${parsed.format}`;
        throw ForecourtError.from(cause, 'INTERNAL', text);
      }
    },
    { signal },
  );
  return parsed.format === 'png' ? tagPngAsSrgb(encoded) : encoded;
}

function encoder(pipeline: Sharp, options: ParsedEncodeOptions, channels: number): Sharp {
  // A one-channel picture has no colours to tag.
  const tagged = channels === 1 ? pipeline.toColourspace('b-w') : pipeline.withIccProfile('srgb');
  switch (options.format) {
    case 'png':
      // Tagged by a chunk of 13 bytes instead of a profile; see tagPngAsSrgb.
      return (channels === 1 ? tagged : pipeline).png({ ...pngEfforts[options.effort], palette: false });
    case 'webp': {
      const { quality, lossless, effort } = options;
      return tagged.webp({ quality, alphaQuality: 100, lossless, effort, smartSubsample: true });
    }
    case 'avif': {
      const { quality, lossless, effort } = options;
      return tagged.avif({ quality, lossless, effort, bitdepth: 8 });
    }
    case 'tiff':
      return tagged.tiff({ compression: 'lzw', predictor: 'horizontal' });
    case 'jpeg':
      // Full colour resolution: red cars on grey show the half resolution of 4:2:0 at every edge.
      return tagged.jpeg({ quality: options.quality, progressive: options.progressive, chromaSubsampling: '4:4:4' });
  }
}

function onBackground(
  pixels: RgbaPixels | RgbPixels | MaskPixels,
  { format, background }: ParsedEncodeOptions,
): RgbaPixels | RgbPixels | MaskPixels {
  if (pixels.channels !== 4) return pixels;
  if (background !== undefined && background !== 'transparent') return flattenPixels(pixels, background).pixels;
  if (format !== 'jpeg') return pixels;
  throw new ForecourtError('INVALID_INPUT', 'JPEG has no transparency, so a cutout cannot be written without a background.', {
    hint: 'Give a background, for instance white, or choose PNG, WebP, AVIF or TIFF.',
    details: { option: 'background' },
  });
}

function checkPixels(
  { data, widthPx, heightPx, channels }: RgbaPixels | RgbPixels | MaskPixels,
  format: ParsedEncodeOptions['format'],
): void {
  const whole = Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0;
  if (!whole || data.length !== widthPx * heightPx * channels) {
    const text = `Pixels of ${widthPx} × ${heightPx} in ${channels} channels cannot have ${data.length} bytes.`;
    throw new ForecourtError('INVALID_INPUT', text);
  }
  const longest = longestSidePx[format];
  if (Math.max(widthPx, heightPx) > longest) {
    const text = `${format} holds pictures of up to ${longest} pixels a side, and this one has ${widthPx} × ${heightPx}.`;
    throw new ForecourtError('INVALID_INPUT', text, { hint: 'Resize it, or choose PNG or TIFF.' });
  }
}
