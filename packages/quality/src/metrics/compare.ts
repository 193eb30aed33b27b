import type { MaskPixels } from '../pixels.ts';
import { boundaryIou } from './boundary-iou.ts';
import { connectivityError } from './connectivity-error.ts';
import { eMeasure } from './e-measure.ts';
import { gradientError } from './gradient-error.ts';
import { hce } from './hce.ts';
import { iou } from './iou.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';
import { sMeasure } from './s-measure.ts';
import { sad } from './sad.ts';
import { weightedF } from './weighted-f.ts';

/**
 * Measures a mask, or an alpha channel, against the true one by every metric at once. Ranges and units stand at each measure's own function.
 * A new measure is one line here. Throws `INVALID_INPUT` where sizes differ.
 *
 * @example
 * compareMasks(alphaOf(cutout), truth).boundaryIou; // 0.87
 */
export function compareMasks(prediction: MaskPixels, truth: MaskPixels) {
  return {
    iou: iou(prediction, truth),
    boundaryIou: boundaryIou(prediction, truth),
    mae: mae(prediction, truth),
    mse: mse(prediction, truth),
    sad: sad(prediction, truth),
    gradientError: gradientError(prediction, truth),
    connectivityError: connectivityError(prediction, truth),
    sMeasure: sMeasure(prediction, truth),
    eMeasure: eMeasure(prediction, truth),
    weightedF: weightedF(prediction, truth),
    hce: hce(prediction, truth),
  };
}

/** One number for each measure. */
export type MaskComparison = ReturnType<typeof compareMasks>;
