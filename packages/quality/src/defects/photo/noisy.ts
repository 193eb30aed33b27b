import { everywhere } from '../../scene/frame.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

const tilePx = 16;

/**
 * Grain, as the standard deviation of noise that Immerkær's mask finds, taken on every second tile like a chessboard: the tenth percentile is a flat
 * piece of the photo, where the mask sees noise and not texture. Burnt-out and black tiles hide noise and are left out.
 *
 * Source: Immerkær, "Fast Noise Variance Estimation", CVIU 64 (1996).
 */
export const noisy: PhotoDetector<'NOISY'> = {
  code: 'NOISY',
  aspect: 'photo',
  measure: { name: 'noise in flat parts, standard deviation', unit: 'of 255' },
  suggestion: 'The photo is grainy; take it again in more light, or reduce the noise.',
  action: 'reduce_noise',
  detect: (photo) => {
    const sigma = noiseOf(photo.luma(), photo.frame.grid.widthPx, photo.frame.grid.heightPx);
    if (sigma === undefined) return undefined;
    return { value: sigma, findings: [{ place: everywhere(photo.frame), loss: 0.5 * ramp(sigma, 4, 14), confidence: 0.8 }] };
  },
};

function noiseOf(luma: Uint8Array, widthPx: number, heightPx: number): number | undefined {
  const sigmas: number[] = [];
  for (let top = 1; top + tilePx < heightPx; top += tilePx) {
    for (let left = 1 + (top & tilePx); left + tilePx < widthPx; left += 2 * tilePx) {
      let sum = 0;
      let total = 0;
      for (let y = top; y < top + tilePx; y++) {
        for (let x = left; x < left + tilePx; x++) {
          const at = y * widthPx + x;
          const cross = (luma[at - widthPx] ?? 0) + (luma[at + widthPx] ?? 0) + (luma[at - 1] ?? 0) + (luma[at + 1] ?? 0);
          const corners =
            (luma[at - widthPx - 1] ?? 0) + (luma[at - widthPx + 1] ?? 0) + (luma[at + widthPx - 1] ?? 0) + (luma[at + widthPx + 1] ?? 0);
          sum += Math.abs(corners - 2 * cross + 4 * (luma[at] ?? 0));
          total += luma[at] ?? 0;
        }
      }
      const mean = total / (tilePx * tilePx);
      if (mean > 12 && mean < 243) sigmas.push((Math.sqrt(Math.PI / 2) / 6) * (sum / (tilePx * tilePx)));
    }
  }
  sigmas.sort((one, other) => one - other);
  return sigmas[Math.floor(sigmas.length / 10)];
}
