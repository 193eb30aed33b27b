import { ForecourtError } from '@forecourt/errors';
import type { RgbaPixels, RgbPixels } from '@forecourt/quality';
import type { Sharp, SharpOptions } from 'sharp';
import type { Inspection, Orientation } from '../inspect/info.ts';
import type { ImageLimits } from '../limits.ts';
import { loadSharp } from '../sharp.ts';
import { timeoutError } from '../turns.ts';
import type { ImageWarning } from '../warnings.ts';
import { decodeHeic } from './heic.ts';

/** What comes out of a decoder: upright, sRGB, 8 bits. */
export interface Decoded {
  readonly pixels: RgbPixels | RgbaPixels;
  readonly warnings: readonly ImageWarning[];
}

export interface DecodeContext {
  readonly inspection: Inspection;
  readonly limits: ImageLimits;
  /** Fires at the deadline and on abort; the caller stops waiting by itself. */
  readonly signal: AbortSignal;
}

type FailOn = NonNullable<SharpOptions['failOn']>;

/**
 * Faults in a JPEG that decoders mend without a trace in the picture: stray bytes between parts, an unknown number in Adobe's mark,
 * a needless field of the scan header (all written by real cameras). The texts are those of libjpeg's jerror.h.
 */
const harmless = /extraneous bytes before marker|Invalid SOS parameters|Unknown Adobe color transform/i;
/** Texts of libjpeg, libpng, libwebp, libtiff and libvips for data that ends too early. */
const endsEarly = /premature end|truncated|not enough (image )?data|unexpected end|read error on (strip|tile)|end of (file|stream)/i;

/** Decodes an inspected file. */
export async function decodePixels(bytes: Uint8Array, context: DecodeContext): Promise<Decoded> {
  const { inspection } = context;
  if (inspection.type === 'heic') return decodeHeicPixels(bytes, context);
  const file = cleaned(bytes, inspection);
  // TIFF and PNG files of quite ordinary programs make their decoders warn about fields that we never use.
  const failOn = inspection.type === 'jpeg' ? 'warning' : 'error';
  try {
    return { pixels: await runSharp(file, failOn, context), warnings: cmykWarnings(inspection) };
  } catch (error) {
    if (!(error instanceof Error) || inspection.type !== 'jpeg' || !harmless.test(error.message)) throw decodeError(error, context);
  }
  try {
    const damage: ImageWarning = { code: 'DATA_DAMAGED', message: 'The file has faults, but none that should show.' };
    return { pixels: await runSharp(file, 'error', context), warnings: [...cmykWarnings(inspection), damage] };
  } catch (error) {
    throw decodeError(error, context);
  }
}

async function decodeHeicPixels(bytes: Uint8Array, context: DecodeContext): Promise<Decoded> {
  const { inspection, signal } = context;
  const heic = await decodeHeic(cleaned(bytes, inspection), inspection, signal);
  if (!heic.converted) {
    try {
      return { pixels: await runSharp(heic.bytes, 'error', context), warnings: [] };
    } catch (error) {
      throw decodeError(error, context);
    }
  }
  const { bytes: data, widthPx, heightPx, channels } = heic;
  return { pixels: pixelsOf(data, widthPx, heightPx, channels), warnings: [] };
}

/** What a decoder gets to see: the file itself where nothing has to be left out. */
function cleaned(bytes: Uint8Array, { ranges, suffix }: Inspection): Uint8Array {
  const [first] = ranges;
  const parts = ranges.map(([start, end]) => bytes.subarray(start, end));
  if (suffix) parts.push(suffix);
  return first && parts.length === 1 ? bytes.subarray(...first) : Buffer.concat(parts);
}

async function runSharp(file: Uint8Array, failOn: FailOn, context: DecodeContext): Promise<RgbPixels | RgbaPixels> {
  const { limits, inspection } = context;
  const sharp = await loadSharp();
  const pipeline = turn(sharp(file, { failOn, limitInputPixels: limits.pixels }), inspection.orientation)
    // Converts from an embedded profile as well, and grey to three channels.
    .toColourspace('srgb')
    // sharp ends its own work somewhat later than the caller stops waiting for it: it counts whole seconds.
    .timeout({ seconds: Math.ceil(limits.timeMs / 1000) })
    .raw();
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  return pixelsOf(data, info.width, info.height, info.channels);
}

/** Turns the stored picture upright. sharp mirrors before it rotates, whatever the order of the calls. */
function turn(pipeline: Sharp, orientation: Orientation): Sharp {
  switch (orientation) {
    case 1:
      return pipeline;
    case 2:
      return pipeline.flop();
    case 3:
      return pipeline.rotate(180);
    case 4:
      return pipeline.flip();
    case 5:
      return pipeline.flop().rotate(270);
    case 6:
      return pipeline.rotate(90);
    case 7:
      return pipeline.flop().rotate(90);
    case 8:
      return pipeline.rotate(270);
  }
}

function pixelsOf(data: Uint8Array, widthPx: number, heightPx: number, channels: number): RgbPixels | RgbaPixels {
  if ((channels !== 3 && channels !== 4) || data.length !== widthPx * heightPx * channels) {
    throw new ForecourtError('NOT_DECODABLE', `This picture decodes to ${channels} colour channels, which cannot be shown.`);
  }
  return channels === 3 ? { data, widthPx, heightPx, channels } : { data, widthPx, heightPx, channels };
}

function cmykWarnings({ colour, hasProfile }: Inspection): ImageWarning[] {
  if (colour !== 'cmyk' || hasProfile) return [];
  const message = 'It is in printing colours (CMYK) without a profile, so its colours may be off.';
  return [{ code: 'CMYK_WITHOUT_PROFILE', message }];
}

function decodeError(error: unknown, { inspection, limits }: DecodeContext): ForecourtError {
  if (ForecourtError.is(error)) return error;
  const why = error instanceof Error ? error.message : String(error);
  const name = inspection.type === 'jpeg' ? 'JPEG' : inspection.type.toUpperCase();
  if (/timeout/i.test(why)) return timeoutError(limits.timeMs);
  if (/exceeds pixel limit/i.test(why)) {
    return new ForecourtError('TOO_MANY_PIXELS', `This ${name} decodes to more pixels than allowed.`, { cause: error });
  }
  if (/out of memory|unable to allocate|cannot allocate/i.test(why)) {
    return new ForecourtError('OUT_OF_MEMORY', `There was not enough memory to decode this ${name}.`, { cause: error });
  }
  if (inspection.endMissing || endsEarly.test(why)) {
    const text = `This ${name} ends before the picture is complete.`;
    return new ForecourtError('TRUNCATED', text, { details: { why }, cause: error });
  }
  const text = `This ${name} is damaged and cannot be decoded.`;
  return new ForecourtError('NOT_DECODABLE', text, { details: { why }, cause: error });
}
