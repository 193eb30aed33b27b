import type { RgbPixels } from '@forecourt/quality';
import { flattenPixels } from './flatten.ts';
import type { Picture } from './operations/operation.ts';

const white = { red: 255, green: 255, blue: 255 };

/** A picture as it looks on white paper; the very pixels where it has no alpha. */
export function onWhite(picture: Picture): RgbPixels {
  if (picture.channels === 4) return flattenPixels(picture, white).pixels;
  return { data: picture.data, widthPx: picture.widthPx, heightPx: picture.heightPx, channels: 3 };
}

/** Luma of a picture on white paper, by the weights of ITU-R BT.601 in 1/256, 0 to 255. */
export function lumaOnWhite(picture: Picture): Uint8Array {
  const { data } = onWhite(picture);
  const luma = new Uint8Array(data.length / 3);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 3) {
    luma[pixel] = (77 * (data[at] ?? 0) + 150 * (data[at + 1] ?? 0) + 29 * (data[at + 2] ?? 0) + 128) >> 8;
  }
  return luma;
}
