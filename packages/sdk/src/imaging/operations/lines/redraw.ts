import type { RgbPixels } from '@forecourt/quality';
import { nearestTo, squaredDistanceTo, thin } from '@forecourt/quality/raster';
import { findAreas } from './ink.ts';

/** The pale rim that antialiasing leaves beside a line. */
const rimPx = 2;

/** Share of each pixel that ink covers, 0 to 1, and the pixel whose colour it has there. */
interface Strokes {
  readonly covered: Float32Array;
  readonly colourOf: Int32Array;
}

/** Lines of one width: drawn anew around the middle of the old ones. What is thicker than `lineWidthPx` is an area, and stays. */
export function evenStrokes(ink: Uint8Array, widthPx: number, heightPx: number, strokePx: number, lineWidthPx: number): Strokes {
  const areas = findAreas(ink, widthPx, heightPx, lineWidthPx);
  const middle = thin(ink, widthPx, heightPx);
  // The middle of an area is no line.
  for (let at = 0; at < middle.length; at++) if (areas[at] === 1) middle[at] = 0;
  const { squared, nearest } = nearestTo(middle, widthPx, heightPx, 1);
  const covered = squared.map((value, at) => (areas[at] === 1 ? 1 : share(strokePx / 2 - Math.sqrt(value) + 0.5)));
  return { covered, colourOf: nearest.map((from, at) => (areas[at] === 1 ? at : from)) };
}

/** Lines thicker by `changePx`, or thinner where it is below 0; none vanishes. */
export function changedStrokes(ink: Uint8Array, widthPx: number, heightPx: number, changePx: number): Strokes {
  const middle = thin(ink, widthPx, heightPx);
  const toInk = squaredDistanceTo(ink, widthPx, heightPx, 1);
  const depth = squaredDistanceTo(ink, widthPx, heightPx, 0);
  // The outermost pixels of a line are half paper: its colour is that of what lies deeper.
  const core = middle.map((value, at) => (value === 1 || (depth[at] ?? 0) > 4 ? 1 : 0));
  const covered = toInk.map((squared, at) => {
    // Pixels have their place in the middle, and the border of ink runs between two of them.
    const outside = ink[at] === 1 ? 0.5 - Math.sqrt(depth[at] ?? 0) : Math.sqrt(squared) - 0.5;
    return changePx < 0 && middle[at] === 1 ? 1 : share(changePx / 2 + 0.5 - outside);
  });
  return { covered, colourOf: nearestTo(core, widthPx, heightPx, 1).nearest };
}

/** Lays strokes on the picture that is left when its old lines are taken away. */
export function paintStrokes({ data: source, widthPx, heightPx }: RgbPixels, ink: Uint8Array, { covered, colourOf }: Strokes): RgbPixels {
  const toInk = squaredDistanceTo(ink, widthPx, heightPx, 1);
  const isPaper = Uint8Array.from(toInk, (squared) => (squared > rimPx * rimPx ? 1 : 0));
  const paper = nearestTo(isPaper, widthPx, heightPx, 1).nearest;
  const data = source.slice();
  for (let pixel = 0; pixel < covered.length; pixel++) {
    const share = covered[pixel] ?? 0;
    // Most of a sheet is paper and stays paper.
    if (share === 0 && isPaper[pixel] === 1) continue;
    const from = 3 * (colourOf[pixel] ?? 0);
    const under = 3 * (paper[pixel] ?? 0);
    for (let channel = 0; channel < 3; channel++) {
      const below = under < 0 ? 255 : (source[under + channel] ?? 0);
      data[3 * pixel + channel] = share === 0 ? below : Math.round(below + share * ((source[from + channel] ?? 0) - below));
    }
  }
  return { data, widthPx, heightPx, channels: 3 };
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
