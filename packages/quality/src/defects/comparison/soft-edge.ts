import type { AlphaProfiles } from '../../scene/alpha-profiles.ts';
import type { EdgeProfiles } from '../../scene/edge-profiles.ts';
import { type ComparisonDetector, ramp } from '../detector.ts';

const leastSamples = 30;

/**
 * Alpha falls off over a wider way than the photo's own edge does: the car looks cut out with a blunt tool, or glows. The
 * width of a straight ramp with the same area of half-transparent pixels, median over all samples, less the photo's.
 */
export const softEdge: ComparisonDetector<'SOFT_EDGE'> = {
  code: 'SOFT_EDGE',
  aspect: 'alpha',
  measure: { name: "width of the edge beyond the photo's own", unit: 'px' },
  suggestion: "The car's outline is soft; refine the edges.",
  action: 'refine_edges',
  detect: ({ cutout, profiles, frame }) => {
    const edge = cutout.edge();
    const rim = cutout.alphaProfiles();
    const photo = profiles();
    const alphaWidths: number[] = [];
    const photoWidths: number[] = [];
    for (let sample = 0; sample < edge.count; sample++) {
      if (edge.onBorder[sample] === 1) continue;
      alphaWidths.push(alphaWidth(rim, sample));
      const photoWidth = edgeWidth(photo, sample);
      if (photoWidth !== undefined) photoWidths.push(photoWidth);
    }
    if (alphaWidths.length < leastSamples) return undefined;
    const own = photoWidths.length < leastSamples ? 2 : median(photoWidths);
    const beyondPx = median(alphaWidths) - own;
    const loss = 0.5 * ramp(beyondPx, 0.002 * frame.diagonalPx, 0.012 * frame.diagonalPx);
    return { value: beyondPx, findings: [{ place: cutout.subject(), loss, confidence: 0.8 }] };
  },
};

/** A straight ramp of width w has ∫ 4 α (1 − α) = ⅔ w. */
function alphaWidth(rim: AlphaProfiles, sample: number): number {
  let sum = 0;
  for (let step = 0; step < rim.length; step++) {
    const alpha = (rim.values[(sample * rim.length + step) * 4 + 3] ?? 0) / 255;
    sum += 4 * alpha * (1 - alpha);
  }
  return 1.5 * sum * rim.stepPx;
}

/** The photo's edge as a ramp: all of the change near the edge over its steepest step. */
function edgeWidth({ gradients, length, reachPx }: EdgeProfiles, sample: number): number | undefined {
  let steepest = 0;
  let sum = 0;
  for (let offset = -4; offset <= 4; offset++) {
    const gradient = gradients[sample * length + reachPx + offset] ?? 0;
    steepest = Math.max(steepest, gradient);
    sum += gradient;
  }
  return steepest < 15 ? undefined : sum / steepest;
}

function median(values: number[]): number {
  values.sort((one, other) => one - other);
  return values[values.length >> 1] ?? 0;
}
