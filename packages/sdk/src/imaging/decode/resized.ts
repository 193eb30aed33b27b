import { throwIfAborted } from '@forecourt/errors';
import type { RgbPixels } from '@forecourt/quality';
import { z } from 'zod';
import { colourSchema, type Rgb } from '../colour.ts';
import { resizeKernels } from '../kernels.ts';
import { parseOptions } from '../options.ts';
import { scalePixels } from '../scale.ts';

const sidePx = z.int().min(1).max(16_384);

const requestSchema = z.strictObject({
  widthPx: sidePx,
  heightPx: sidePx,
  fit: z.enum(['stretch', 'letterbox']).default('stretch'),
  kernel: z.enum(resizeKernels).default('linear'),
  background: colourSchema.prefault('black'),
});

/**
 * How a picture is brought to another size.
 *
 * - `fit`: `stretch` fills the size and changes the proportions; `letterbox` keeps them and fills the rest with `background`.
 * - `kernel`: the filter, `linear` unless given.
 */
export type ResizeRequest = Omit<z.input<typeof requestSchema>, 'widthPx' | 'heightPx'> & {
  readonly signal?: AbortSignal | undefined;
};

/** A resized picture, and where in it the content lies: all of it, unless it was letterboxed. */
export interface Resized {
  readonly pixels: RgbPixels;
  readonly content: { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number };
}

/** Resizes pixels in memory; see {@link OpenedImage.resized}. */
export async function resizeRgb(source: RgbPixels, widthPx: number, heightPx: number, request: ResizeRequest = {}): Promise<Resized> {
  const { signal, ...rest } = request;
  const { fit, kernel, background } = parseOptions(requestSchema, { ...rest, widthPx, heightPx }, 'resizing');
  throwIfAborted(signal);
  const content = fit === 'stretch' ? { leftPx: 0, topPx: 0, widthPx, heightPx } : letterbox(source, widthPx, heightPx);
  const scaled = await scalePixels(source, content.widthPx, content.heightPx, kernel);
  throwIfAborted(signal);
  if (fit === 'stretch') return { pixels: scaled, content };
  return { pixels: pad(scaled, content, widthPx, heightPx, background), content };
}

function pad(source: RgbPixels, content: Resized['content'], widthPx: number, heightPx: number, { red, green, blue }: Rgb): RgbPixels {
  const data = new Uint8Array(3 * widthPx * heightPx);
  if (red + green + blue > 0) for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i);
  const length = 3 * content.widthPx;
  for (let y = 0; y < content.heightPx; y++) {
    data.set(source.data.subarray(y * length, (y + 1) * length), 3 * ((content.topPx + y) * widthPx + content.leftPx));
  }
  return { data, widthPx, heightPx, channels: 3 };
}

function letterbox(source: RgbPixels, widthPx: number, heightPx: number): Resized['content'] {
  const scale = Math.min(widthPx / source.widthPx, heightPx / source.heightPx);
  const width = Math.max(1, Math.min(widthPx, Math.round(source.widthPx * scale)));
  const height = Math.max(1, Math.min(heightPx, Math.round(source.heightPx * scale)));
  return { leftPx: Math.floor((widthPx - width) / 2), topPx: Math.floor((heightPx - height) / 2), widthPx: width, heightPx: height };
}
