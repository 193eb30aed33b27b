import { boxMean, findComponents, squaredDistanceTo } from '@forecourt/quality/raster';

/** A connected mark that may be a character. */
export interface Mark {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** How thick its strokes are, in the middle. */
  readonly strokePx: number;
  /** Share of its box that is ink. */
  readonly filled: number;
  /** Mean luma. */
  readonly luma: number;
}

export interface MarkLimits {
  readonly leastHeightPx: number;
  readonly mostHeightPx: number;
}

/** Ink differs by so much from what is around it. */
export const leastContrast = 28;

/**
 * Marks of the shape and evenness of characters, darker than what is around them (`sign` −1) or lighter (1).
 *
 * Source: strokes of even thickness, the idea of Epshtein, Ofek and Wexler, "Detecting Text in Natural Scenes with Stroke Width Transform", CVPR
 * (2010); here measured on the ridge of distances inside each mark rather than along rays.
 */
export function findMarks(luma: Uint8Array, widthPx: number, heightPx: number, sign: -1 | 1, limits: MarkLimits): readonly Mark[] {
  const around = boxMean(Float32Array.from(luma), widthPx, heightPx, Math.max(6, Math.round(limits.mostHeightPx / 2)));
  const ink = luma.map((value, at) => (sign * (value - (around[at] ?? 0)) > leastContrast ? 1 : 0));
  const { labels, list } = findComponents(ink, widthPx, heightPx, 1, 8);
  const isCandidate = new Uint8Array(list.length + 1);
  for (const { label, left, right, top, bottom, areaPx } of list) {
    const [width, height] = [right - left + 1, bottom - top + 1];
    const filled = areaPx / (width * height);
    const isOfSize = height >= limits.leastHeightPx && height <= limits.mostHeightPx && width <= 2.5 * height && width >= 2;
    if (isOfSize && areaPx >= 8 && filled > 0.08 && (filled < 0.92 || width < 0.5 * height)) isCandidate[label] = 1;
  }
  if (!isCandidate.includes(1)) return [];
  const strokes = strokesOf(ink, labels, luma, isCandidate, widthPx, heightPx);
  return list.flatMap(({ label, left, right, top, bottom, areaPx }) => {
    const stroke = strokes(label);
    if (isCandidate[label] !== 1 || !stroke) return [];
    const height = bottom - top + 1;
    const isEven = stroke.deviation <= 0.55 * stroke.widthPx + 0.5 && stroke.widthPx <= 0.5 * height;
    if (!isEven) return [];
    const box = { leftPx: left, topPx: top, widthPx: right - left + 1, heightPx: height };
    return [{ ...box, strokePx: stroke.widthPx, filled: areaPx / (box.widthPx * height), luma: stroke.luma / areaPx }];
  });
}

interface Stroke {
  readonly widthPx: number;
  readonly deviation: number;
  readonly luma: number;
}

/** Mean and deviation of the thickness along the ridges of each candidate. */
function strokesOf(
  ink: Uint8Array,
  labels: Int32Array,
  luma: Uint8Array,
  isCandidate: Uint8Array,
  widthPx: number,
  heightPx: number,
): (label: number) => Stroke | null {
  const squared = squaredDistanceTo(ink, widthPx, heightPx, 0);
  const sums = new Float64Array(isCandidate.length * 4);
  const around = [-widthPx - 1, -widthPx, -widthPx + 1, -1, 1, widthPx - 1, widthPx, widthPx + 1] as const;
  for (let y = 0, at = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at++) {
      const label = labels[at] ?? 0;
      if (isCandidate[label] !== 1) continue;
      sums[4 * label + 3] = (sums[4 * label + 3] ?? 0) + (luma[at] ?? 0);
      const here = squared[at] ?? 0;
      if (!around.every((step) => (squared[at + step] ?? 0) <= here)) continue;
      const thickness = 2 * Math.sqrt(here) - 1;
      sums[4 * label] = (sums[4 * label] ?? 0) + 1;
      sums[4 * label + 1] = (sums[4 * label + 1] ?? 0) + thickness;
      sums[4 * label + 2] = (sums[4 * label + 2] ?? 0) + thickness * thickness;
    }
  }
  return (label) => {
    const [count = 0, sum = 0, squares = 0, bright = 0] = sums.subarray(4 * label, 4 * label + 4);
    if (count === 0) return null;
    const mean = sum / count;
    return { widthPx: mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), luma: bright };
  };
}
