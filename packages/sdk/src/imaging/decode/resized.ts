import { throwIfAborted } from '@forecourt/errors';
import type { RgbPixels } from '@forecourt/quality';
import { z } from 'zod';
import { colourSchema } from '../colour.ts';
import { parseOptions } from '../options.ts';
import { loadSharp } from '../sharp.ts';

/** The filters that models were trained with. Each is widened when it shrinks, so that nothing flickers (antialiasing). */
export const resizeKernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'] as const;

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
  const sharp = await loadSharp();
  const raw = { width: source.widthPx, height: source.heightPx, channels: source.channels };
  let pipeline = sharp(source.data, { raw, limitInputPixels: false }).resize(content.widthPx, content.heightPx, { fit: 'fill', kernel });
  if (fit === 'letterbox') {
    pipeline = pipeline.extend({
      left: content.leftPx,
      top: content.topPx,
      right: widthPx - content.leftPx - content.widthPx,
      bottom: heightPx - content.topPx - content.heightPx,
      background: { r: background.red, g: background.green, b: background.blue },
    });
  }
  const data = await pipeline.raw().toBuffer();
  throwIfAborted(signal);
  return { pixels: { data, widthPx, heightPx, channels: 3 }, content };
}

function letterbox(source: RgbPixels, widthPx: number, heightPx: number): Resized['content'] {
  const scale = Math.min(widthPx / source.widthPx, heightPx / source.heightPx);
  const width = Math.max(1, Math.min(widthPx, Math.round(source.widthPx * scale)));
  const height = Math.max(1, Math.min(heightPx, Math.round(source.heightPx * scale)));
  return { leftPx: Math.floor((widthPx - width) / 2), topPx: Math.floor((heightPx - height) / 2), widthPx: width, heightPx: height };
}
