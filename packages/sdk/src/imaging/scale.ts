import type { Pixels } from '@forecourt/quality';
import { enlarge } from './enlarge.ts';
import type { ResizeKernel } from './kernels.ts';
import { loadSharp } from './sharp.ts';

/**
 * Scales pixels: shrinks with sharp, which filters widely enough not to flicker, and enlarges here, which keeps them in
 * place (see `enlarge`; there every kernel but `linear` is cubic). At the same size the source itself is given back.
 */
export async function scalePixels<Channels extends 1 | 3 | 4>(
  source: Pixels<Channels>,
  widthPx: number,
  heightPx: number,
  kernel: ResizeKernel,
): Promise<Pixels<Channels>> {
  const width = Math.min(source.widthPx, widthPx);
  const height = Math.min(source.heightPx, heightPx);
  const pixels = width === source.widthPx && height === source.heightPx ? source : await shrink(source, width, height, kernel);
  return width === widthPx && height === heightPx ? pixels : enlarge(pixels, widthPx, heightPx, kernel === 'linear' ? 'linear' : 'cubic');
}

async function shrink<Channels extends 1 | 3 | 4>(
  { data, widthPx, heightPx, channels }: Pixels<Channels>,
  width: number,
  height: number,
  kernel: ResizeKernel,
): Promise<Pixels<Channels>> {
  const sharp = await loadSharp();
  const raw = { width: widthPx, height: heightPx, channels };
  const resized = sharp(data, { raw, limitInputPixels: false }).resize(width, height, { fit: 'fill', kernel });
  // A single channel would come back as three.
  const { buffer, byteOffset, byteLength } = await (channels === 1 ? resized.toColourspace('b-w') : resized).raw().toBuffer();
  return { data: new Uint8Array(buffer, byteOffset, byteLength), widthPx: width, heightPx: height, channels };
}
