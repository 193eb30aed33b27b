import type { EdgeProfiles } from '../../scene/edge-profiles.ts';
import type { EdgeChain, EdgeSamples } from '../../scene/edge-samples.ts';
import type { Overlay } from '../../scene/overlay.ts';
import type { Place } from '../../scene/frame.ts';
import { type ComparisonDetector, ramp } from '../detector.ts';

/** Of the diagonal: a stretch, and how far beside it an edge of the photo must lie to count. */
const stretchShare = 0.025;
const besideShare = 0.0017;
/** How much weaker an edge at the end of the profile may look than one right here: near edges are rather the car's. */
const distancePrior = 0.8;
const leastStretches = 12;
const noiseFloor = 10;

/**
 * The edge follows the car only roughly, here outside and there inside, as a drawn polygon or a coarse mask does. Each
 * short stretch looks for the photo's strongest edge along its normals; measured as the share of stretches that find it
 * beside themselves and not where they are.
 */
export const edgeLoose: ComparisonDetector<'EDGE_LOOSE'> = {
  code: 'EDGE_LOOSE',
  aspect: 'edges',
  measure: { name: "edge that lies beside the photo's", unit: '%' },
  suggestion: "The edge follows the car's outline only roughly; refine the edges.",
  action: 'refine_edges',
  detect: (overlay) => {
    const { cutout, frame } = overlay;
    const stretches = cutout.edge().chains.flatMap((chain) => offsetsAlong(chain, overlay));
    if (stretches.length < leastStretches) return undefined;
    const leastPx = besideShare * frame.diagonalPx;
    const beside = stretches.filter((offsetPx) => offsetPx >= leastPx).length / stretches.length;
    const place: Place = cutout.subject();
    return { value: 100 * beside, findings: [{ place, loss: 0.5 * ramp(beside, 0.3, 0.75), confidence: 0.8 }] };
  },
};

/** For each stretch of a contour the distance, px, to the photo's strongest edge. */
function offsetsAlong(chain: EdgeChain, { cutout, profiles, frame }: Overlay): number[] {
  const count = chain.end - chain.start;
  const half = Math.max(2, Math.round((stretchShare * frame.diagonalPx) / (0.8 * chain.stride) / 2));
  if (count < 4 * half) return [];
  const offsets: number[] = [];
  for (let centre = 0; centre < count; centre += half) {
    const offset = offsetAt(chain, centre, half, cutout.edge(), profiles());
    if (offset !== undefined) offsets.push(offset);
  }
  return offsets;
}

function offsetAt(chain: EdgeChain, centre: number, half: number, edge: EdgeSamples, { gradients, length, reachPx }: EdgeProfiles): number | undefined {
  const count = chain.end - chain.start;
  const responses = new Float32Array(length);
  let used = 0;
  for (let step = -half; step <= half; step++) {
    const sample = chain.start + ((centre + step + count) % count);
    if (edge.onBorder[sample] === 1) continue;
    used++;
    const profile = gradients.subarray(sample * length, (sample + 1) * length);
    const weight = 1 / (profile.reduce((strongest, gradient) => Math.max(strongest, gradient), 0) + noiseFloor);
    for (let at = 0; at < length; at++) responses[at] = (responses[at] ?? 0) + weight * (profile[at] ?? 0);
  }
  if (used < half) return undefined;
  let best = 0;
  let bestOffset = 0;
  for (let at = 0; at < length; at++) {
    const offset = Math.abs(at - reachPx);
    const response = (responses[at] ?? 0) * (1 - (distancePrior * offset) / reachPx);
    if (response <= best) continue;
    best = response;
    bestOffset = offset;
  }
  return bestOffset;
}
