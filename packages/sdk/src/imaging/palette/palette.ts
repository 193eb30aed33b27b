import { z } from 'zod';
import type { Picture } from '../operations/operation.ts';
import { parseOptions } from '../options.ts';
import { clusterPoints } from './clusters.ts';
import { type CountedColours, countColours } from './colours.ts';
import { rgbOfOklab } from './oklab.ts';
import { seededRandom } from './seeded-random.ts';

export const paletteSchema = z.strictObject({
  count: z.int().min(1).max(64).default(6),
  /** The same seed gives the same palette. */
  seed: z.int().min(0).default(1),
});

/** One colour of a palette, and how much of the picture it stands for. */
export interface PaletteColour {
  /** `#rrggbb` */
  readonly colour: string;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** 0 to 1; all of a palette together are 1. */
  readonly share: number;
}

/**
 * The colours that stand for a picture, the largest first: at most `count`, fewer where there are fewer. Grouped by how different they look
 * (k-means++ in OKLab); what is transparent does not count, and a picture of which nothing can be seen has none.
 *
 * @throws ForecourtError `INVALID_INPUT`
 * @example
 * const [paper, body] = measurePalette(sketch, { count: 4 });
 */
export function measurePalette(picture: Picture, options: z.input<typeof paletteSchema> = {}): readonly PaletteColour[] {
  return reduceColours(picture, parseOptions(paletteSchema, options, 'a palette')).colours;
}

/** A palette, and which of its colours stands for each of the picture's own. */
export interface ReducedColours {
  readonly colours: readonly PaletteColour[];
  indexOf(red: number, green: number, blue: number): number;
}

/** As {@link measurePalette}, for whoever goes on to use the palette. */
export function reduceColours(picture: Picture, { count, seed }: z.output<typeof paletteSchema>): ReducedColours {
  const counted = countColours(picture);
  if (counted.weights.length === 0) return { colours: [], indexOf: () => -1 };
  const { centres, of, weights } = clusterPoints(counted.points, counted.weights, count, seededRandom(seed));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const order = [...weights.keys()].filter((cluster) => (weights[cluster] ?? 0) > 0);
  order.sort((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0));
  const colours = order.map((cluster) => {
    const [red, green, blue] = rgbOfOklab(centres[3 * cluster] ?? 0, centres[3 * cluster + 1] ?? 0, centres[3 * cluster + 2] ?? 0);
    return { colour: hex(red, green, blue), red, green, blue, share: (weights[cluster] ?? 0) / total };
  });
  return { colours, indexOf: lookUp(counted, of, order) };
}

function lookUp(counted: CountedColours, of: Uint16Array, order: readonly number[]): ReducedColours['indexOf'] {
  const place = new Int32Array(Math.max(...order) + 1);
  for (const [index, cluster] of order.entries()) place[cluster] = index;
  return (red, green, blue) => place[of[counted.indexOf(red, green, blue)] ?? 0] ?? 0;
}

function hex(red: number, green: number, blue: number): string {
  return `#${((1 << 24) | (red << 16) | (green << 8) | blue).toString(16).slice(1)}`;
}
