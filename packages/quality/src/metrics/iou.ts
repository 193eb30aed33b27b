import type { MaskPixels } from '../pixels.ts';
import { checkPair } from './pair.ts';

/**
 * Intersection over union of the pixels that are 128 or more, 0 to 1; 1 for two empty masks.
 *
 * Source: Jaccard, "The Distribution of the Flora in the Alpine Zone", New Phytologist 11 (1912).
 */
export function iou(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  let both = 0;
  let either = 0;
  for (let at = 0; at < truth.data.length; at++) {
    const one = (prediction.data[at] ?? 0) >> 7;
    const other = (truth.data[at] ?? 0) >> 7;
    both += one & other;
    either += one | other;
  }
  return either === 0 ? 1 : both / either;
}
