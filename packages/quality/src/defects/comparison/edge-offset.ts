import type { Overlay } from '../../scene/overlay.ts';
import { type Reading, ramp } from '../detector.ts';

// Of the diagonal. Boundary IoU counts a band of 2 %: an offset of 0.2 % brings it to about 0.8, one of 0.7 % to about 0.5.
const tolerable = 0.0015;
const ruinous = 0.007;
/** Fewer points of the edge than this agree by chance. */
export const leastSamples = 40;

/** What an offset of the edge all round costs; where a shift of the whole explains the edges better, that is the finding. */
export function readOffset(overlay: Overlay, offsetPx: number): Reading | undefined {
  const { alongNormalGain, shiftGain, usableSamples } = overlay.offset();
  if (usableSamples < leastSamples) return undefined;
  const { diagonalPx } = overlay.frame;
  const loss = 0.75 * ramp(offsetPx, tolerable * diagonalPx, ruinous * diagonalPx);
  return {
    value: offsetPx,
    findings: [{ place: overlay.cutout.subject(), loss, confidence: alongNormalGain < shiftGain ? 0 : ramp(alongNormalGain, 0.05, 0.35) }],
  };
}
