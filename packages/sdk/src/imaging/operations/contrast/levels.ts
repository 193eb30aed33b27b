import { countLevels, percentileOf } from '@forecourt/quality/raster';

/** Less than this between dark and light is a blank sheet: stretching would only show its noise. */
const blankLevels = 16;

/** For each level the one it becomes, so that all but `clipShare` at either end fills the whole range; null for a blank picture. */
export function stretchedLevels(luma: Uint8Array, visible: Uint8Array | undefined, clipShare: number): Uint8Array | null {
  const counts = countLevels(luma, visible);
  const low = percentileOf(counts, clipShare);
  const high = percentileOf(counts, 1 - clipShare);
  if (high - low < blankLevels || (low === 0 && high === 255)) return null;
  return Uint8Array.from({ length: 256 }, (_, level) => Math.round(Math.min(1, Math.max(0, (level - low) / (high - low))) * 255));
}
