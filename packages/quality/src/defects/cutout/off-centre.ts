import { type CutoutDetector, ramp } from '../detector.ts';
import { worstFraming } from './framing.ts';

/** The car stands to one side: the distance of its middle from the picture's, against what its size leaves free. */
export const offCentre: CutoutDetector<'OFF_CENTRE'> = {
  code: 'OFF_CENTRE',
  aspect: 'photo',
  measure: { name: "distance from the picture's middle", unit: '%' },
  suggestion: 'The car stands far to one side of the photo; aim at its middle.',
  action: 'retake_photo',
  detect: ({ frame, subject }) => {
    const { left, right } = subject();
    const share = Math.abs((left + right) / 2 - frame.grid.widthPx / 2) / frame.grid.widthPx;
    return { value: 100 * share, findings: [{ place: subject(), loss: (worstFraming / 2) * ramp(share, 0.2, 0.4), confidence: 0.7 }] };
  },
};
