import type { MaskPixels } from '../pixels.ts';
import { checkPair } from './pair.ts';

/**
 * Mean squared error of the two alphas, 0 to 1.
 *
 * Source: Rhemann, Rother, Wang, Gelautz, Kohli and Rott, "A Perceptually Motivated Online Benchmark for Image Matting",
 * CVPR 2009.
 */
export function mse(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  let sum = 0;
  for (let at = 0; at < truth.data.length; at++) sum += ((prediction.data[at] ?? 0) - (truth.data[at] ?? 0)) ** 2;
  return sum / (255 * 255 * Math.max(1, truth.data.length));
}
