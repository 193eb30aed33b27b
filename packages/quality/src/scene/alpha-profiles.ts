import type { RgbaPixels } from '../pixels.ts';
import { sampleBilinear } from '../raster/sample.ts';
import type { EdgeSamples } from './edge-samples.ts';
import type { Frame } from './frame.ts';

/** The cutout, at full resolution, read along the normal of each edge sample, from inside to outside. */
export interface AlphaProfiles {
  /** Distance between two values, px of the working copy. */
  readonly stepPx: number;
  /** Values on each side of the edge; a profile has 2 × `reach` + 1. */
  readonly reach: number;
  readonly length: number;
  /** Red, green, blue, alpha, 0 to 255: sample × length × 4. */
  readonly values: Float32Array;
}

/** How far to look, of the diagonal: a rim wider than this is a dilated mask and no longer a rim. */
const reachShare = 0.012;

export function readAlphaProfiles(source: RgbaPixels, edge: EdgeSamples, frame: Frame): AlphaProfiles {
  const cellPx = frame.grid.cellPx.x;
  // One pixel of the cutout where that is coarse enough, else half a working pixel: at 12 megapixels, every second one.
  const stepPx = Math.max(1 / cellPx, 0.5);
  const reach = Math.max(6, Math.ceil((reachShare * frame.diagonalPx) / stepPx));
  const length = 2 * reach + 1;
  const values = new Float32Array(edge.count * length * 4);
  for (let sample = 0; sample < edge.count; sample++) {
    const x = edge.x[sample] ?? 0;
    const y = edge.y[sample] ?? 0;
    for (let step = 0; step < length; step++) {
      const offset = (step - reach) * stepPx;
      const sampleX = (x + offset * (edge.normalX[sample] ?? 0)) * cellPx;
      const sampleY = (y + offset * (edge.normalY[sample] ?? 0)) * cellPx;
      sampleBilinear(source, sampleX, sampleY, 4, values, (sample * length + step) * 4);
    }
  }
  return { stepPx, reach, length, values };
}
