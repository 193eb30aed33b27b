import { types } from 'node:util';
import { ForecourtError } from '@forecourt/errors';
import { type ImageLimits, type ImageLimitsInput, imageLimitsSchema } from '../limits.ts';
import { parseOptions } from '../options.ts';
import type { ImageWarning } from '../warnings.ts';
import type { AcceptSize } from './damage.ts';
import { inspectGif } from './gif.ts';
import { inspectHeif } from './heif.ts';
import { type ImageInfo, type Inspection, mediaTypeOf } from './info.ts';
import { inspectJpeg } from './jpeg.ts';
import { inspectPng } from './png.ts';
import { sniff } from './sniff.ts';
import { inspectTiff } from './tiff.ts';
import { tooLarge } from './too-large.ts';
import { inspectWebp } from './webp.ts';

const parsers = {
  jpeg: inspectJpeg,
  png: inspectPng,
  webp: inspectWebp,
  gif: inspectGif,
  tiff: inspectTiff,
  heif: inspectHeif,
} as const;

/**
 * Says what a picture is, from its content alone and without decoding it: this is the gate that a stranger's file passes first.
 *
 * The type comes from the first bytes, never from a name. Sizes come from our own reading of the header, so nothing is allocated
 * for a file that lies. Takes milliseconds, and time proportional to the file's size at worst.
 *
 * @param bytes The whole file.
 * @param limits What it may cost; see {@link imageLimitsSchema} for the defaults.
 * @throws ForecourtError `EMPTY_FILE`, `UNSUPPORTED_TYPE` (the message names what it is), `NOT_DECODABLE`, `TRUNCATED`, `TOO_SMALL`,
 *   `TOO_MANY_PIXELS`, `FILE_TOO_LARGE`; `INVALID_INPUT` for wrong limits.
 * @example
 * const { type, widthPx, heightPx } = inspectImage(await readFile('car.jpg'));
 */
export function inspectImage(bytes: Uint8Array, limits?: ImageLimitsInput): ImageInfo {
  const parsed = parseOptions(imageLimitsSchema, limits ?? {}, 'reading an image');
  return imageInfo(inspect(bytes, parsed), bytes.length);
}

/** The same with all that decoding needs to know. */
export function inspect(bytes: Uint8Array, limits: ImageLimits): Inspection {
  if (!types.isUint8Array(bytes)) throw new ForecourtError('INVALID_INPUT', 'The content of a file is given as bytes (Uint8Array).');
  if (bytes.length === 0) throw new ForecourtError('EMPTY_FILE', 'This file is empty.');
  if (bytes.length > limits.bytes) throw tooLarge(bytes.length, limits);
  const sniffed = sniff(bytes);
  if (sniffed.kind === 'unsupported') {
    throw new ForecourtError('UNSUPPORTED_TYPE', `This is ${sniffed.what}, not a photo that can be used.`);
  }
  if (sniffed.kind === 'unknown') {
    throw new ForecourtError('UNSUPPORTED_TYPE', 'This is not a picture in any format that is known here.');
  }
  return parsers[sniffed.kind](bytes, sizeCheck(limits));
}

/** What callers see of an inspection. */
export function imageInfo(inspection: Inspection, bytes: number): ImageInfo {
  const { type, storedWidthPx, storedHeightPx, orientation, bitDepth, colour } = inspection;
  const { hasAlpha, hasProfile, frames, animated, trailingBytes } = inspection;
  // Orientations 5 to 8 turn by a quarter.
  const [widthPx, heightPx] = orientation >= 5 ? [storedHeightPx, storedWidthPx] : [storedWidthPx, storedHeightPx];
  const warnings = [...inspection.warnings, ...frameWarnings(inspection)];
  const mediaType = mediaTypeOf(type);
  return {
    ...{ type, mediaType, widthPx, heightPx, orientation, bitDepth, colour },
    ...{ hasAlpha, hasProfile, frames, animated, bytes, trailingBytes, warnings },
  };
}

function sizeCheck(limits: ImageLimits): AcceptSize {
  return (widthPx, heightPx, part) => {
    const size = `${widthPx} × ${heightPx}`;
    const details = { widthPx, heightPx, limitPixels: limits.pixels, limitSidePx: limits.minSidePx };
    if (widthPx < 1 || heightPx < 1) {
      throw new ForecourtError('NOT_DECODABLE', `This picture claims to have ${size} pixels.`, { details });
    }
    if (widthPx * heightPx > limits.pixels) {
      const text = `This picture has ${size} pixels, more than the ${Math.round(limits.pixels / 1e6)} million allowed.`;
      throw new ForecourtError('TOO_MANY_PIXELS', text, { details });
    }
    if (!part && Math.min(widthPx, heightPx) < limits.minSidePx) {
      const text = `This picture has only ${size} pixels; each side needs at least ${limits.minSidePx}.`;
      throw new ForecourtError('TOO_SMALL', text, { details });
    }
  };
}

function frameWarnings({ animated, frames }: Inspection): ImageWarning[] {
  if (animated) return [{ code: 'ANIMATED', message: 'It is an animation; only its first frame is used.' }];
  if (frames > 1) return [{ code: 'MULTI_PAGE', message: 'It has several pages or pictures; only the main one is used.' }];
  return [];
}
