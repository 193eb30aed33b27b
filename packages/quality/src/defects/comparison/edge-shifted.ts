import { type ComparisonDetector, ramp } from '../detector.ts';
import { leastSamples } from './edge-offset.ts';

// Of the diagonal. One direction of many is best by chance: a shift is believed from a greater distance on than an offset all round.
const tolerable = 0.0022;
const ruinous = 0.009;

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
    const loss = 0.75 * ramp(shiftPx, tolerable * frame.diagonalPx, ruinous * frame.diagonalPx);
    return {
      value: shiftPx,
      findings: [{ place: cutout.subject(), loss, confidence: shiftGain <= alongNormalGain ? 0 : ramp(shiftGain, 0.08, 0.35) }],
    };
  },
};
