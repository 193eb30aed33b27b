import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import { enlarge } from '../../imaging/enlarge.ts';
import { loadSharp } from '../../imaging/sharp.ts';

/** A part of a picture in its own pixels. */
export interface Area {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Scales a mask. Cubic: edges stay as steep as the network drew them. */
export async function scaleMask(mask: MaskPixels, widthPx: number, heightPx: number): Promise<MaskPixels> {
  const width = Math.min(widthPx, mask.widthPx);
  const height = Math.min(heightPx, mask.heightPx);
  let scaled = mask;
  if (width !== mask.widthPx || height !== mask.heightPx) {
    const sharp = await loadSharp();
    const raw = { width: mask.widthPx, height: mask.heightPx, channels: 1 as const };
    const data = await sharp(mask.data, { raw })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    scaled = { data, widthPx: width, heightPx: height, channels: 1 };
  }
  return width === widthPx && height === heightPx ? scaled : enlarge(scaled, widthPx, heightPx, 'cubic');
}

/** Copies a part of a photo. */
export function cropPicture(photo: RgbPixels, { leftPx, topPx, widthPx, heightPx }: Area): RgbPixels {
  const data = new Uint8Array(3 * widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const from = 3 * ((topPx + y) * photo.widthPx + leftPx);
    data.set(photo.data.subarray(from, from + 3 * widthPx), 3 * y * widthPx);
  }
  return { data, widthPx, heightPx, channels: 3 };
}
