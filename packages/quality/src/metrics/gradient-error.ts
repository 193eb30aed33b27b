import type { MaskPixels } from '../pixels.ts';
import { convolveSeparable } from '../raster/smooth.ts';
import { checkPair } from './pair.ts';

const sigmaPx = 1.4;

/**
 * Squared difference of the strengths of the two alphas' gradients (first derivatives of a Gaussian of 1.4 px), summed over
 * the picture, in thousands; from 0. Sees edges that are too soft, too hard or frayed, which eyes notice first.
 *
 * Source: Rhemann, Rother, Wang, Gelautz, Kohli and Rott, "A Perceptually Motivated Online Benchmark for Image Matting",
 * CVPR 2009. The paper sums over the unknown part of a trimap; there is none here.
 */
export function gradientError(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  const one = gradientStrength(prediction);
  const other = gradientStrength(truth);
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
  return sum / 1000;
}

function gradientStrength({ data, widthPx, heightPx }: MaskPixels): Float32Array {
  // Taps below a hundredth of the Gaussian's height are left out, and both kernels have unit energy, as in the benchmark's code.
  const radius = Math.ceil(sigmaPx * Math.sqrt(-2 * Math.log(Math.sqrt(2 * Math.PI) * sigmaPx * 0.01)));
  const offsets = Float64Array.from({ length: 2 * radius + 1 }, (_, tap) => tap - radius);
  const gaussian = unitEnergy(offsets.map((offset) => Math.exp(-(offset * offset) / (2 * sigmaPx * sigmaPx))));
  const derivative = unitEnergy(offsets.map((offset) => -offset * Math.exp(-(offset * offset) / (2 * sigmaPx * sigmaPx))));
  const alpha = Float32Array.from(data, (value) => value / 255);
  const across = convolveSeparable(alpha, widthPx, heightPx, derivative, gaussian);
  const down = convolveSeparable(alpha, widthPx, heightPx, gaussian, derivative);
  for (let at = 0; at < across.length; at++) across[at] = Math.sqrt((across[at] ?? 0) ** 2 + (down[at] ?? 0) ** 2);
  return across;
}

function unitEnergy(taps: Float64Array): Float64Array {
  const energy = Math.sqrt(taps.reduce((sum, tap) => sum + tap * tap, 0));
  return taps.map((tap) => tap / energy);
}
