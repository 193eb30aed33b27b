import { type CutoutDetector, ramp } from '../detector.ts';
import { extents, worstFraming } from './framing.ts';

/** The car nearly fills the picture, which leaves no room for a shadow or a margin. One that is cut off is another matter. */
export const tooClose: CutoutDetector<'TOO_CLOSE'> = {
  code: 'TOO_CLOSE',
  aspect: 'photo',
  measure: { name: "car's extent, of the picture's", unit: '%' },
  suggestion: 'The car fills the photo to the border; step back a little.',
  action: 'retake_photo',
  detect: (cutout) => {
    const share = Math.max(...extents(cutout));
    return { value: 100 * share, findings: [{ place: cutout.subject(), loss: worstFraming * ramp(share, 0.97, 1), confidence: 0.7 }] };
  },
};
