import type { Area } from '../copy-area.ts';
import type { Picture } from '../operations/operation.ts';

/** A part of a picture with some pixels around it, cut at the border. */
export function widened({ leftPx, topPx, widthPx, heightPx }: Area, by: number, picture: Picture): Area {
  const [left, top] = [Math.max(0, leftPx - by), Math.max(0, topPx - by)];
  const right = Math.min(picture.widthPx, leftPx + widthPx + by);
  const bottom = Math.min(picture.heightPx, topPx + heightPx + by);
  return { leftPx: left, topPx: top, widthPx: right - left, heightPx: bottom - top };
}

/** The middle value of each channel on the rim of a part: the ground that it stands on. */
export function groundAround({ data, widthPx, channels }: Picture, { leftPx, topPx, widthPx: width, heightPx: height }: Area): Uint8Array {
  const places: number[] = [];
  for (let x = leftPx; x < leftPx + width; x++) places.push(topPx * widthPx + x, (topPx + height - 1) * widthPx + x);
  for (let y = topPx; y < topPx + height; y++) places.push(y * widthPx + leftPx, y * widthPx + leftPx + width - 1);
  return Uint8Array.from({ length: channels }, (_, channel) => {
    const values = Uint8Array.from(places, (place) => data[place * channels + channel] ?? 0).sort();
    return values[values.length >> 1] ?? 255;
  });
}

/** Fills a part of pixels, which are changed, with one colour. */
export function fill(
  data: Uint8Array,
  { widthPx, channels }: Picture,
  { leftPx, topPx, widthPx: width, heightPx: height }: Area,
  colour: Uint8Array,
): void {
  for (let y = topPx; y < topPx + height; y++) {
    for (let x = leftPx; x < leftPx + width; x++) data.set(colour, (y * widthPx + x) * channels);
  }
}
