import { countLevels, squaredDistanceTo } from '@forecourt/quality/raster';
import { otsuLevel } from '../../otsu.ts';

/** Between ink and paper there is at least this much, or the sheet is blank. */
const leastContrast = 32;

/** 1 where there is ink: darker than `threshold`, or than where the picture itself parts best. Null for a blank sheet. */
export function findInk(luma: Uint8Array, threshold: number | undefined): Uint8Array | null {
  const level = threshold === undefined ? ownLevel(luma) : threshold - 1;
  if (level === null) return null;
  const ink = luma.map((value) => (value <= level ? 1 : 0));
  return ink.includes(1) ? ink : null;
}

function ownLevel(luma: Uint8Array): number | null {
  const counts = countLevels(luma, undefined);
  const level = otsuLevel(counts);
  if (level === null) return null;
  const meanOf = (from: number, to: number): number => {
    let [sum, weight] = [0, 0];
    for (let at = from; at < to; at++) {
      sum += at * (counts[at] ?? 0);
      weight += counts[at] ?? 0;
    }
    return weight === 0 ? 0 : sum / weight;
  };
  return meanOf(level + 1, 256) - meanOf(0, level + 1) < leastContrast ? null : level;
}

/**
 * 1 for ink that is too thick for a line: what a disc of `lineWidthPx` fits into, and no further than that disc reaches (an opening by distances).
 */
export function findAreas(ink: Uint8Array, widthPx: number, heightPx: number, lineWidthPx: number): Uint8Array {
  const radius = lineWidthPx / 2;
  const depth = squaredDistanceTo(ink, widthPx, heightPx, 0);
  const core = depth.map((squared) => (squared > radius * radius ? 1 : 0));
  const cores = Uint8Array.from(core);
  if (!cores.includes(1)) return cores;
  const away = squaredDistanceTo(cores, widthPx, heightPx, 1);
  return ink.map((value, at) => (value === 1 && (away[at] ?? 0) <= radius * radius ? 1 : 0));
}
