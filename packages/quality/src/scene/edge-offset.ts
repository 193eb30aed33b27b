import type { EdgeProfiles } from './edge-profiles.ts';
import type { EdgeSamples } from './edge-samples.ts';

/** Where the photo's edges lie, seen from the cutout's edge. */
export interface EdgeOffset {
  /** The offset along the normal at which the photo's edges respond most, px: above 0 the car reaches further out than the cutout. */
  readonly alongNormalPx: number;
  /** How the response at `alongNormalPx` compares to the one at the cutout's edge: 0 the same, towards 1 far stronger. */
  readonly alongNormalGain: number;
  /** The move of the whole cutout that makes it meet the photo's edges, px to the right and down. */
  readonly shiftX: number;
  readonly shiftY: number;
  readonly shiftGain: number;
  /** The response at the cutout's edge, 0 to 1: low where the car hardly differs from its background. */
  readonly support: number;
  readonly usableSamples: number;
}

/** Added to each profile's strongest gradient, so that profiles without an edge hardly vote: about the noise of a phone's photo. */
const noiseFloor = 10;
const directions = 16;

/**
 * Lays the cutout's edge over the photo's gradients at every small offset, out and in and sideways, and takes the offset at
 * which they agree best. Each profile is divided by its own strongest gradient: one bright lamp does not outvote a long dull sill.
 */
export function measureOffset(edge: EdgeSamples, profiles: EdgeProfiles): EdgeOffset {
  const { reachPx, length, gradients } = profiles;
  const weights = new Float32Array(edge.count);
  let usableSamples = 0;
  for (let sample = 0; sample < edge.count; sample++) {
    if (edge.onBorder[sample] === 1) continue;
    let strongest = 0;
    for (let step = 0; step < length; step++) strongest = Math.max(strongest, gradients[sample * length + step] ?? 0);
    weights[sample] = 1 / (strongest + noiseFloor);
    usableSamples++;
  }
  const response = (shift: (sample: number) => number): number => {
    let sum = 0;
    for (let sample = 0; sample < edge.count; sample++) {
      const weight = weights[sample] ?? 0;
      if (weight === 0) continue;
      const position = reachPx + shift(sample);
      const step = Math.floor(position);
      const share = position - step;
      const at = sample * length + step;
      sum += weight * ((gradients[at] ?? 0) * (1 - share) + (gradients[at + 1] ?? 0) * share);
    }
    return sum / Math.max(1, usableSamples);
  };
  const support = response(() => 0);
  const normal = bestOffset(reachPx - 2, true, (offset) => response(() => offset));
  let shiftX = 0;
  let shiftY = 0;
  let strongestShift = support;
  for (let direction = 0; direction < directions; direction++) {
    const cos = Math.cos((2 * Math.PI * direction) / directions);
    const sin = Math.sin((2 * Math.PI * direction) / directions);
    const along = (sample: number) => cos * (edge.normalX[sample] ?? 0) + sin * (edge.normalY[sample] ?? 0);
    const best = bestOffset(reachPx - 2, false, (offset) => response((sample) => offset * along(sample)));
    if (best.response <= strongestShift) continue;
    strongestShift = best.response;
    shiftX = best.offset * cos;
    shiftY = best.offset * sin;
  }
  return {
    alongNormalPx: normal.offset,
    alongNormalGain: gain(normal.response, support),
    shiftX,
    shiftY,
    shiftGain: gain(strongestShift, support),
    support,
    usableSamples,
  };
}

function gain(best: number, here: number): number {
  return best > 0 ? 1 - here / best : 0;
}

function bestOffset(limitPx: number, inwardsToo: boolean, response: (offset: number) => number): { offset: number; response: number } {
  const responses = new Map<number, number>();
  const at = (offset: number): number => {
    const known = responses.get(offset) ?? response(offset);
    responses.set(offset, known);
    return known;
  };
  let best = 0;
  for (let offset = inwardsToo ? -limitPx : 1; offset <= limitPx; offset++) if (at(offset) > at(best)) best = offset;
  // The peak of the parabola through the best offset and its neighbours.
  const before = at(best - 1);
  const after = at(best + 1);
  const curvature = before - 2 * at(best) + after;
  const refined = curvature < 0 ? best + (0.5 * (before - after)) / curvature : best;
  return { offset: Math.min(best + 0.5, Math.max(best - 0.5, refined)), response: at(best) };
}
