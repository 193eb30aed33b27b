import type { MaskPixels } from '../pixels.ts';
import { nearestTo } from '../raster/distance.ts';
import { convolveSeparable } from '../raster/smooth.ts';
import { binary, checkPair } from './pair.ts';

/**
 * Weighted F-measure, 0 to 1 (β = 1): errors inside the car that form one piece weigh less than the same number scattered, and
 * false pixels weigh more the further from the car they lie. `0` where the truth is empty and something was predicted.
 *
 * Source: Margolin, Zelnik-Manor and Tal, "How to Evaluate Foreground Maps?", CVPR 2014, with the authors' window of 7 × 7,
 * σ = 5, and their distance decay.
 */
export function weightedF(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  const { widthPx, heightPx } = truth;
  const figure = binary(truth);
  const area = figure.reduce((sum, value) => sum + value, 0);
  if (area === 0) return prediction.data.some((value) => value > 0) ? 0 : 1;
  const errors = Float32Array.from(prediction.data, (value, at) => Math.abs(value / 255 - (figure[at] ?? 0)));
  const { squared, nearest } = nearestTo(figure, widthPx, heightPx, 1);
  // A ground pixel borrows the error of the car's nearest pixel, so the window does not mix car and ground.
  const borrowed = errors.map((error, at) => (figure[at] === 1 ? error : (errors[nearest[at] ?? 0] ?? 0)));
  const averaged = convolveSeparable(borrowed, widthPx, heightPx, window, window);
  let figureLoss = 0;
  let groundLoss = 0;
  for (let at = 0; at < errors.length; at++) {
    const error = errors[at] ?? 0;
    if (figure[at] === 1) figureLoss += Math.min(error, averaged[at] ?? 0);
    else groundLoss += error * (2 - Math.exp((Math.log(0.5) / 5) * Math.sqrt(squared[at] ?? 0)));
  }
  const recall = 1 - figureLoss / area;
  const truePositive = area - figureLoss;
  const precision = truePositive / Math.max(Number.EPSILON, truePositive + groundLoss);
  return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
}

const window = gaussianWindow(3, 5);

function gaussianWindow(radius: number, sigma: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, tap) => Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}
