import type { MaskPixels } from '../pixels.ts';
import { findComponents } from '../raster/components.ts';
import { checkPair } from './pair.ts';

const levels = 10;
/** How much more opaque than its connection a pixel may be before it counts as loose. */
const tolerance = 0.15;

/**
 * How differently the two alphas hang on the car, summed over the picture, in thousands of pixels; from 0. A pixel is connected
 * at the highest of ten levels at which it still belongs to the largest 4-connected part that both alphas reach; what it is
 * more opaque than that makes it loose. Specks and torn aerials show here that the other measures hardly see.
 *
 * Source: Rhemann, Rother, Wang, Gelautz, Kohli and Rott, "A Perceptually Motivated Online Benchmark for Image Matting",
 * CVPR 2009. The paper sums over the unknown part of a trimap; there is none here.
 */
export function connectivityError(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  const { widthPx, heightPx } = truth;
  const connected = new Float32Array(truth.data.length).fill(-1);
  const both = new Uint8Array(truth.data.length);
  for (let level = 1; level <= levels; level++) {
    const least = (255 * level) / levels;
    for (let at = 0; at < both.length; at++) both[at] = Math.min(prediction.data[at] ?? 0, truth.data[at] ?? 0) >= least ? 1 : 0;
    const { labels, list } = findComponents(both, widthPx, heightPx, 1, 4);
    const largest = list[0]?.label ?? -1;
    for (let at = 0; at < both.length; at++) {
      if (connected[at] === -1 && labels[at] !== largest) connected[at] = (level - 1) / levels;
    }
  }
  let sum = 0;
  for (let at = 0; at < both.length; at++) {
    const hold = connected[at] === -1 ? 1 : (connected[at] ?? 0);
    sum += Math.abs(connection(prediction.data[at] ?? 0, hold) - connection(truth.data[at] ?? 0, hold));
  }
  return sum / 1000;
}

function connection(alpha: number, hold: number): number {
  const loose = alpha / 255 - hold;
  return loose >= tolerance ? 1 - loose : 1;
}
