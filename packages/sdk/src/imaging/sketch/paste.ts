import type { Area } from '../copy-area.ts';
import { onWhite } from '../on-white.ts';
import type { Picture } from '../operations/operation.ts';

/** A picture with parts of another of the same size in it. */
export function paste(picture: Picture, other: Picture, areas: readonly Area[]): Picture {
  if (areas.length === 0) return picture;
  const source = picture.channels === other.channels ? other : onWhite(other);
  const target = picture.channels === source.channels ? picture : onWhite(picture);
  const data = target.data.slice();
  const { channels } = target;
  for (const { leftPx, topPx, widthPx, heightPx } of areas) {
    for (let y = topPx; y < topPx + heightPx; y++) {
      const from = (y * target.widthPx + leftPx) * channels;
      data.set(source.data.subarray(from, from + widthPx * channels), from);
    }
  }
  return { ...target, data };
}
