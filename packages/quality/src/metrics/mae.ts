import type { MaskPixels } from '../pixels.ts';
import { checkPair } from './pair.ts';

/**
 * Mean absolute error of the two alphas, 0 to 1.
 *
 * Source: Perazzi, Krähenbühl, Pritch and Hornung, "Saliency Filters", CVPR 2012, which made it the custom for masks.
 */
export function mae(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  let sum = 0;
  for (let at = 0; at < truth.data.length; at++) sum += Math.abs((prediction.data[at] ?? 0) - (truth.data[at] ?? 0));
  return sum / (255 * Math.max(1, truth.data.length));
}
