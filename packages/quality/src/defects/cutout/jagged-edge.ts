import type { Contour } from '../../raster/contours.ts';
import { smoothClosed } from '../../raster/smooth.ts';
import { type CutoutDetector, ramp } from '../detector.ts';

/**
 * The cutout's line wobbles: how far its points lie from the same line smoothed along about 0.6 % of the diagonal. The 60th
 * percentile and not the mean, since mirrors, aerials and corners are few and should stay; the stairs of a binary mask stay
 * below half a pixel and are free.
 */
export const jaggedEdge: CutoutDetector<'JAGGED_EDGE'> = {
  code: 'JAGGED_EDGE',
  aspect: 'edges',
  measure: { name: 'wobble of the edge', unit: 'px' },
  suggestion: "The car's outline is jagged; refine the edges.",
  action: 'refine_edges',
  detect: ({ frame, contours, subject }) => {
    const sigma = Math.max(4, 0.006 * frame.diagonalPx);
    const outer = contours().filter((contour) => contour.areaPx > 0 && contour.x.length > 12 * sigma);
    const wobbles = outer.flatMap((contour) => deviations(contour, sigma)).sort((one, other) => one - other);
    if (wobbles.length === 0) return undefined;
    const wobblePx = wobbles[Math.floor(0.6 * wobbles.length)] ?? 0;
    const loss = 0.5 * ramp(wobblePx, 0.0008 * frame.diagonalPx, 0.0025 * frame.diagonalPx);
    return { value: wobblePx, findings: [{ place: subject(), loss, confidence: 0.8 }] };
  },
};

function deviations(contour: Contour, sigma: number): number[] {
  const x = smoothClosed(contour.x, sigma);
  const y = smoothClosed(contour.y, sigma);
  // The first smoothing takes the stairs out; what is left between the two lines is wobble.
  const fineX = smoothClosed(contour.x, 1);
  const fineY = smoothClosed(contour.y, 1);
  const out: number[] = [];
  for (let at = 0; at < x.length; at++) {
    if (contour.onBorder[at] === 1) continue;
    out.push(Math.hypot((fineX[at] ?? 0) - (x[at] ?? 0), (fineY[at] ?? 0) - (y[at] ?? 0)));
  }
  return out;
}
