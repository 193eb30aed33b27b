import type { Picture } from '../operations/operation.ts';
import { oklabOf } from './oklab.ts';

/** The colours of a picture, each once, and how often it is there. */
export interface CountedColours {
  /** OKLab, three values each. */
  readonly points: Float64Array;
  /** Pixels, a partly transparent one as the part that it shows. */
  readonly weights: Float64Array;
  /** The point of a colour that is in the picture. */
  indexOf(red: number, green: number, blue: number): number;
}

/** A drawing of flat colours has fewer than this; up to here each keeps its own place, so that no two are mixed. */
const mostExact = 4096;

/** Counts the colours of what can be seen: exactly where there are few, in cells of 8 × 8 × 8 steps of sRGB where there are many. */
export function countColours(picture: Picture): CountedColours {
  return exactColours(picture) ?? binnedColours(picture);
}

function exactColours({ data, channels }: Picture): CountedColours | null {
  const indexes = new Map<number, number>();
  const weights: number[] = [];
  let [last, index] = [-1, -1];
  for (let at = 0; at < data.length; at += channels) {
    const alpha = channels === 4 ? (data[at + 3] ?? 0) : 255;
    if (alpha === 0) continue;
    const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
    if (colour !== last) {
      last = colour;
      index = indexes.get(colour) ?? indexes.size;
      if (index === indexes.size) {
        if (index === mostExact) return null;
        indexes.set(colour, index);
        weights.push(0);
      }
    }
    weights[index] = (weights[index] ?? 0) + alpha / 255;
  }
  const points = new Float64Array(indexes.size * 3);
  for (const [colour, place] of indexes) points.set(oklabOf(colour >> 16, (colour >> 8) & 255, colour & 255), 3 * place);
  return {
    points,
    weights: Float64Array.from(weights),
    indexOf: (red, green, blue) => indexes.get((red << 16) | (green << 8) | blue) ?? 0,
  };
}

function binnedColours({ data, channels }: Picture): CountedColours {
  const sums = new Float64Array(4 << 15);
  for (let at = 0; at < data.length; at += channels) {
    const share = channels === 4 ? (data[at + 3] ?? 0) / 255 : 1;
    const bin = 4 * binOf(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
    for (let channel = 0; channel < 3; channel++) sums[bin + channel] = (sums[bin + channel] ?? 0) + share * (data[at + channel] ?? 0);
    sums[bin + 3] = (sums[bin + 3] ?? 0) + share;
  }
  const indexOfBin = new Int32Array(1 << 15);
  const points: number[] = [];
  const weights: number[] = [];
  for (let bin = 0; bin < indexOfBin.length; bin++) {
    const weight = sums[4 * bin + 3] ?? 0;
    if (weight === 0) continue;
    indexOfBin[bin] = weights.length;
    weights.push(weight);
    points.push(...oklabOf((sums[4 * bin] ?? 0) / weight, (sums[4 * bin + 1] ?? 0) / weight, (sums[4 * bin + 2] ?? 0) / weight));
  }
  return {
    points: Float64Array.from(points),
    weights: Float64Array.from(weights),
    indexOf: (red, green, blue) => indexOfBin[binOf(red, green, blue)] ?? 0,
  };
}

function binOf(red: number, green: number, blue: number): number {
  return ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
}
