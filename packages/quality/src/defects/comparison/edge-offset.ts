import type { Overlay } from '../../scene/overlay.ts';
import { type ComparisonDetector, type Reading, ramp } from '../detector.ts';

// Of the diagonal. Boundary IoU counts a band of 2 %: an offset of 0.2 % brings it to about 0.8, one of 0.7 % to about 0.5.
const tolerable = 0.0015;
const ruinous = 0.007;
// One direction of many is best by chance: a shift is believed from a greater distance on than an offset all round.
const tolerableShift = 0.0022;
const ruinousShift = 0.009;
const leastSamples = 40;

/** The photo's edges lie outside the cutout's: a rim of the car was cut away. */
export const edgeEroded: ComparisonDetector<'EDGE_ERODED'> = {
  code: 'EDGE_ERODED',
  aspect: 'edges',
  measure: { name: 'edge lies inside the car by', unit: 'px' },
  suggestion: "A rim of the car's body is cut away; refine the edges.",
  action: 'refine_edges',
  detect: (overlay) => readOffset(overlay, overlay.offset().alongNormalPx),
};

/** The photo's edges lie inside the cutout's: a rim of background was kept. */
export const edgeDilated: ComparisonDetector<'EDGE_DILATED'> = {
  code: 'EDGE_DILATED',
  aspect: 'edges',
  measure: { name: 'edge lies outside the car by', unit: 'px' },
  suggestion: 'A rim of background is left round the car; refine the edges.',
  action: 'refine_edges',
  detect: (overlay) => readOffset(overlay, -overlay.offset().alongNormalPx),
};

/** Of an offset all round and a shift only the one that explains more is a finding. */
function readOffset(overlay: Overlay, offsetPx: number): Reading | undefined {
  const { alongNormalGain, shiftGain, usableSamples } = overlay.offset();
  if (usableSamples < leastSamples) return undefined;
  const { diagonalPx } = overlay.frame;
  const loss = 0.75 * ramp(offsetPx, tolerable * diagonalPx, ruinous * diagonalPx);
  return {
    value: offsetPx,
    findings: [{ place: overlay.cutout.subject(), loss, confidence: alongNormalGain < shiftGain ? 0 : ramp(alongNormalGain, 0.05, 0.35) }],
  };
}

/** The whole cutout lies beside the car: one move would bring it onto the photo's edges. */
export const edgeShifted: ComparisonDetector<'EDGE_SHIFTED'> = {
  code: 'EDGE_SHIFTED',
  aspect: 'edges',
  measure: { name: 'cutout lies beside the car by', unit: 'px' },
  suggestion: 'The cutout lies beside the car; cut it out again from this photo.',
  action: 'try_other_provider',
  detect: ({ offset, frame, cutout }) => {
    const { shiftX, shiftY, shiftGain, alongNormalGain, usableSamples } = offset();
    if (usableSamples < leastSamples) return undefined;
    const shiftPx = Math.hypot(shiftX, shiftY);
    const loss = 0.75 * ramp(shiftPx, tolerableShift * frame.diagonalPx, ruinousShift * frame.diagonalPx);
    return {
      value: shiftPx,
      findings: [{ place: cutout.subject(), loss, confidence: shiftGain <= alongNormalGain ? 0 : ramp(shiftGain, 0.08, 0.35) }],
    };
  },
};
