import type { AlphaProfiles } from '../../scene/alpha-profiles.ts';
import type { EdgeProfiles } from '../../scene/edge-profiles.ts';
import type { Overlay } from '../../scene/overlay.ts';
import { type ComparisonDetector, ramp } from '../detector.ts';

const leastSamples = 30;

/**
 * Colours of the background in the car's rim. Along each normal, from where the photo's own edge lies outwards, the cutout's
 * colour is placed between the car's, further in, and the background's, further out: what is nearer to the background
 * counts as far as it is opaque. The median over all samples where the two differ clearly is the width of a rim that is all
 * background, px.
 */
export const fringe: ComparisonDetector<'FRINGE'> = {
  code: 'FRINGE',
  aspect: 'colour',
  measure: { name: 'width of background in the rim', unit: 'px' },
  suggestion: 'A rim in the colours of the old background surrounds the car; clean its edge colours.',
  action: 'decontaminate_edges',
  detect: (overlay) => {
    const widths = rimWidths(overlay).sort((one, other) => one - other);
    if (widths.length < leastSamples) return undefined;
    const widthPx = widths[widths.length >> 1] ?? 0;
    const { diagonalPx } = overlay.frame;
    const loss = 0.5 * ramp(widthPx, 0.0006 * diagonalPx, 0.0025 * diagonalPx);
    return { value: widthPx, findings: [{ place: overlay.cutout.subject(), loss, confidence: ramp(widths.length, 0, 200) * 0.9 }] };
  },
};

/** Colours nearer than this, in levels, cannot be told apart well enough. */
const leastContrast = 36;

function rimWidths({ cutout, profiles, offset, frame }: Overlay): number[] {
  const edge = cutout.edge();
  const photo = profiles();
  const rim = cutout.alphaProfiles();
  // Where the cutout's edge lies as well as any other, nothing is gained by moving it.
  const edgePx = offset().alongNormalGain > 0.03 ? offset().alongNormalPx : 0;
  const deepPx = Math.min(photo.reachPx - 1, Math.max(4, Math.round(0.007 * frame.diagonalPx)));
  const widths: number[] = [];
  for (let sample = 0; sample < edge.count; sample++) {
    if (edge.onBorder[sample] === 1) continue;
    const width = rimWidth(sample, photo, rim, edgePx, deepPx);
    if (width !== undefined) widths.push(width);
  }
  return widths;
}

function rimWidth(sample: number, photo: EdgeProfiles, rim: AlphaProfiles, edgePx: number, deepPx: number): number | undefined {
  const centre = sample * photo.length + photo.reachPx;
  const car = meanColour(photo.colours, centre - deepPx - 1, centre - deepPx + 1);
  const outerPx = Math.min(photo.reachPx - 1, deepPx + 3);
  const ground = meanColour(photo.colours, centre + outerPx - 1, centre + outerPx + 1);
  const span = [ground[0] - car[0], ground[1] - car[1], ground[2] - car[2]] as const;
  const spanSquared = span[0] ** 2 + span[1] ** 2 + span[2] ** 2;
  if (spanSquared < leastContrast ** 2) return undefined;
  let width = 0;
  for (let step = 0; step < rim.length; step++) {
    if ((step - rim.reach) * rim.stepPx <= edgePx) continue;
    const at = (sample * rim.length + step) * 4;
    const alpha = (rim.values[at + 3] ?? 0) / 255;
    if (alpha < 0.02) continue;
    const along =
      ((rim.values[at] ?? 0) - car[0]) * span[0] +
      ((rim.values[at + 1] ?? 0) - car[1]) * span[1] +
      ((rim.values[at + 2] ?? 0) - car[2]) * span[2];
    width += alpha * Math.min(1, Math.max(0, along / spanSquared)) * rim.stepPx;
  }
  return width;
}

function meanColour(colours: Float32Array, from: number, to: number): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let at = from; at <= to; at++) {
    sum[0] += colours[at * 3] ?? 0;
    sum[1] += colours[at * 3 + 1] ?? 0;
    sum[2] += colours[at * 3 + 2] ?? 0;
  }
  const count = to - from + 1;
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}
