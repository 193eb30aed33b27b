import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import { loadSharp } from '../../imaging/sharp.ts';

/** A part of a picture in its own pixels. */
export interface Area {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Scales a mask, or a part of one. Cubic: edges stay as steep as the network drew them. */
export async function scaleMask(mask: MaskPixels, widthPx: number, heightPx: number, area?: Area): Promise<MaskPixels> {
  if (!area && mask.widthPx === widthPx && mask.heightPx === heightPx) return mask;
  const sharp = await loadSharp();
  const raw = { width: mask.widthPx, height: mask.heightPx, channels: 1 as const };
  let pipeline = sharp(mask.data, { raw, limitInputPixels: false });
  if (area) pipeline = pipeline.extract({ left: area.leftPx, top: area.topPx, width: area.widthPx, height: area.heightPx });
  const data = await pipeline.resize(widthPx, heightPx, { fit: 'fill', kernel: 'cubic' }).extractChannel(0).raw().toBuffer();
  return { data, widthPx, heightPx, channels: 1 };
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
