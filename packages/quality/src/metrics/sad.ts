import type { MaskPixels } from '../pixels.ts';
import { checkPair } from './pair.ts';

/**
 * Sum of absolute differences of the two alphas in thousands of pixels, as matting papers print it; from 0, grows with the
 * picture's size.
 *
 * Source: Rhemann, Rother, Wang, Gelautz, Kohli and Rott, "A Perceptually Motivated Online Benchmark for Image Matting",
 * CVPR 2009.
 */
export function sad(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  let sum = 0;
  for (let at = 0; at < truth.data.length; at++) sum += Math.abs((prediction.data[at] ?? 0) - (truth.data[at] ?? 0));
  return sum / 255 / 1000;
}
