import type { Pixels } from '@forecourt/quality';

/** A rectangle of a picture; it may jut out on any side. */
export interface Area {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A copy of part of a picture. What lies outside of it is zero: black, or transparent where there is an alpha channel. */
export function copyArea<Channels extends 1 | 3 | 4>(
  picture: Pixels<Channels>,
  { leftPx, topPx, widthPx, heightPx }: Area,
): Pixels<Channels> {
  const { channels } = picture;
  const data = new Uint8Array(widthPx * heightPx * channels);
  const left = Math.max(0, leftPx);
  const right = Math.min(picture.widthPx, leftPx + widthPx);
  if (right <= left) return { ...picture, data, widthPx, heightPx };
  const last = Math.min(picture.heightPx, topPx + heightPx);
  for (let y = Math.max(0, topPx); y < last; y++) {
    const from = (y * picture.widthPx + left) * channels;
    const row = picture.data.subarray(from, from + (right - left) * channels);
    data.set(row, ((y - topPx) * widthPx + left - leftPx) * channels);
  }
  return { ...picture, data, widthPx, heightPx };
}
