import type { MaskPixels } from '../pixels.ts';
import { erode } from '../raster/erode.ts';
import { binary, checkPair } from './pair.ts';

/**
 * Intersection over union of the two masks' inner boundary bands, 0 to 1; 1 for two empty masks. Where IoU forgives a large
 * car everything along its edge, this counts nothing but the edge.
 *
 * The band is what an erosion by a square of 2 × d + 1 pixels takes away, d = 2 % of the picture's diagonal, and the picture's
 * border counts as background, as in the authors' code.
 *
 * Source: Cheng, Girshick, Dollár, Berg and Kirillov, "Boundary IoU: Improving Object-Centric Image Segmentation
 * Evaluation", CVPR 2021.
 */
export function boundaryIou(prediction: MaskPixels, truth: MaskPixels, diagonalShare = 0.02): number {
  checkPair(prediction, truth);
  const { widthPx, heightPx } = truth;
  const distancePx = Math.max(1, Math.round(diagonalShare * Math.hypot(widthPx, heightPx)));
  const one = binary(prediction);
  const other = binary(truth);
  const oneCore = erode(one, widthPx, heightPx, distancePx, 0);
  const otherCore = erode(other, widthPx, heightPx, distancePx, 0);
  let both = 0;
  let either = 0;
  for (let at = 0; at < one.length; at++) {
    const inOne = (one[at] ?? 0) ^ (oneCore[at] ?? 0);
    const inOther = (other[at] ?? 0) ^ (otherCore[at] ?? 0);
    both += inOne & inOther;
    either += inOne | inOther;
  }
  return either === 0 ? 1 : both / either;
}
