import { sampleBilinear } from '../raster/sample.ts';
import type { EdgeSamples } from './edge-samples.ts';
import type { Frame } from './frame.ts';

/** The photo read along the normal of each edge sample, one value a pixel from `-reachPx` (inside) to `reachPx` (outside). */
export interface EdgeProfiles {
  readonly reachPx: number;
  /** Values in one profile: 2 × `reachPx` + 1. */
  readonly length: number;
  /** Red, green, blue: sample × length × 3. */
  readonly colours: Float32Array;
  /** How strongly the colour changes along the normal there, 0 to 255 a pixel: sample × length. */
  readonly gradients: Float32Array;
}

/** How far to look: 1.8 % of the diagonal, a little less than the band in which boundary IoU is measured. */
const reachShare = 0.018;

export function readProfiles(rgb: Uint8Array, edge: EdgeSamples, frame: Frame): EdgeProfiles {
  const { widthPx, heightPx } = frame.grid;
  const reachPx = Math.max(6, Math.round(reachShare * frame.diagonalPx));
  const length = 2 * reachPx + 1;
  const colours = new Float32Array(edge.count * length * 3);
  const gradients = new Float32Array(edge.count * length);
  const picture = { data: rgb, widthPx, heightPx, channels: 3 } as const;
  for (let sample = 0; sample < edge.count; sample++) {
    const x = edge.x[sample] ?? 0;
    const y = edge.y[sample] ?? 0;
    const normalX = edge.normalX[sample] ?? 0;
    const normalY = edge.normalY[sample] ?? 0;
    for (let step = 0; step < length; step++) {
      const offset = step - reachPx;
      sampleBilinear(picture, x + offset * normalX, y + offset * normalY, 3, colours, (sample * length + step) * 3);
    }
    fillGradients(colours, gradients, sample * length, length);
  }
  return { reachPx, length, colours, gradients };
}

function fillGradients(colours: Float32Array, gradients: Float32Array, start: number, length: number): void {
  for (let step = 1; step + 1 < length; step++) {
    const before = (start + step - 1) * 3;
    const after = (start + step + 1) * 3;
    const red = (colours[after] ?? 0) - (colours[before] ?? 0);
    const green = (colours[after + 1] ?? 0) - (colours[before + 1] ?? 0);
    const blue = (colours[after + 2] ?? 0) - (colours[before + 2] ?? 0);
    gradients[start + step] = Math.sqrt((red * red + green * green + blue * blue) / 3) / 2;
  }
}
