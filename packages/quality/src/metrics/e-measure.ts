import type { MaskPixels } from '../pixels.ts';
import { binary, checkPair } from './pair.ts';

/**
 * Enhanced alignment measure, 0 to 1: each pixel's deviation from its map's mean is compared, so that places and totals count at
 * once. The prediction is cut at twice its mean, as the paper does, so soft masks need no threshold of ours. With two binary maps
 * only four kinds of pixels exist; they are counted, and the formula is taken four times.
 *
 * Source: Fan, Gong, Cao, Ren, Cheng and Borji, "Enhanced-alignment Measure for Binary Foreground Map Evaluation", IJCAI
 * 2018. Divided by the number of pixels, not by one less, so that equal masks give exactly 1.
 */
export function eMeasure(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  const pixels = truth.data.length;
  if (pixels === 0) return 1;
  const figure = binary(truth);
  const mean = prediction.data.reduce((sum, value) => sum + value, 0) / pixels;
  const least = Math.max(1, Math.min(255, 2 * mean));
  const counts = [0, 0, 0, 0];
  for (let at = 0; at < pixels; at++) {
    const kind = 2 * (figure[at] ?? 0) + ((prediction.data[at] ?? 0) >= least ? 1 : 0);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const [neither = 0, onlyPrediction = 0, onlyTruth = 0, both = 0] = counts;
  const truthMean = (onlyTruth + both) / pixels;
  const predictionMean = (onlyPrediction + both) / pixels;
  if (truthMean === 0) return 1 - predictionMean;
  if (truthMean === 1) return predictionMean;
  const aligned = (inTruth: number, inPrediction: number) => {
    const one = inTruth - truthMean;
    const other = inPrediction - predictionMean;
    const alignment = (2 * one * other) / (one * one + other * other);
    return (alignment + 1) ** 2 / 4;
  };
  const sum = neither * aligned(0, 0) + onlyPrediction * aligned(0, 1) + onlyTruth * aligned(1, 0) + both * aligned(1, 1);
  return sum / pixels;
}
