import type { MaskPixels } from '../pixels.ts';
import { binary, checkPair } from './pair.ts';

/**
 * Intersection over union of the two masks' inner boundary bands, 0 to 1; 1 for two empty masks. Where IoU forgives a large
 * car everything along its edge, this counts nothing but the edge.
 *
 * The band is what an erosion by a square of 2 × d + 1 pixels takes away, d = 2 % of the picture's diagonal, and the picture's
 * border counts as background, as in the authors' code. Rows by runs and columns by counters: linear, whatever d is.
 *
 * Source: Cheng, Girshick, Dollár, Berg and Kirillov, "Boundary IoU: Improving Object-Centric Image Segmentation
 * Evaluation", CVPR 2021.
 */
export function boundaryIou(prediction: MaskPixels, truth: MaskPixels, diagonalShare = 0.02): number {
  checkPair(prediction, truth);
  const { widthPx, heightPx } = truth;
  const distancePx = Math.max(1, Math.round(diagonalShare * Math.hypot(widthPx, heightPx)));
  const one = innerBand(binary(prediction), widthPx, heightPx, distancePx);
  const other = innerBand(binary(truth), widthPx, heightPx, distancePx);
  let both = 0;
  let either = 0;
  for (let at = 0; at < one.length; at++) {
    both += (one[at] ?? 0) & (other[at] ?? 0);
    either += (one[at] ?? 0) | (other[at] ?? 0);
  }
  return either === 0 ? 1 : both / either;
}

/** 1 for the pixels of `mask` within `distancePx` (the larger of both axes) of what is not mask. Changes and returns `mask`. */
function innerBand(mask: Uint8Array, widthPx: number, heightPx: number, distancePx: number): Uint8Array {
  const rows = new Uint8Array(mask.length);
  for (let y = 0; y < heightPx; y++) {
    const end = (y + 1) * widthPx;
    for (let from = mask.indexOf(1, y * widthPx); from >= 0 && from < end; ) {
      const stop = mask.indexOf(0, from);
      const to = stop < 0 || stop > end ? end : stop;
      if (to - from > 2 * distancePx) rows.fill(1, from + distancePx, to - distancePx);
      from = mask.indexOf(1, to);
    }
  }
  const runs = new Int32Array(widthPx);
  for (let y = 0; y < heightPx; y++) {
    const start = y * widthPx;
    const centre = start - distancePx * widthPx;
    for (let x = 0; x < widthPx; x++) {
      const run = rows[start + x] === 1 ? (runs[x] ?? 0) + 1 : 0;
      runs[x] = run;
      if (run > 2 * distancePx) mask[centre + x] = 0;
    }
  }
  return mask;
}
