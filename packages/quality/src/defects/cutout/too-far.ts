import { type CutoutDetector, ramp } from '../detector.ts';
import { extents, worstFraming } from './framing.ts';

/** The car is small in the picture: the longer of its extents, each against the picture's. */
export const tooFar: CutoutDetector<'TOO_FAR'> = {
  code: 'TOO_FAR',
  aspect: 'photo',
  measure: { name: 'width and height that the car leaves free', unit: '%' },
  suggestion: 'The car is small in the photo; go closer.',
  action: 'retake_photo',
  detect: (cutout) => {
    const share = Math.max(...extents(cutout));
    return {
      value: 100 * (1 - share),
      findings: [{ place: cutout.subject(), loss: worstFraming * ramp(share, 0.4, 0.15), confidence: 0.9 }],
    };
  },
};
