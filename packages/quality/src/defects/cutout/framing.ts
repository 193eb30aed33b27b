import type { CutoutView } from '../../scene/cutout-view.ts';
import { type CutoutDetector, ramp } from '../detector.ts';

// Framing is a matter of taste that composing can mend: it never weighs more than a minor defect.
const worst = 0.15;

/** The car is small in the picture: the longer of its extents, each against the picture's. */
export const tooFar: CutoutDetector<'TOO_FAR'> = {
  code: 'TOO_FAR',
  aspect: 'photo',
  measure: { name: 'width and height that the car leaves free', unit: '%' },
  suggestion: 'The car is small in the photo; go closer.',
  action: 'retake_photo',
  detect: (cutout) => {
    const share = Math.max(...extents(cutout));
    return { value: 100 * (1 - share), findings: [{ place: cutout.subject(), loss: worst * ramp(share, 0.4, 0.15), confidence: 0.9 }] };
  },
};

/** The car nearly fills the picture, which leaves no room for a shadow or a margin. One that is cut off is another matter. */
export const tooClose: CutoutDetector<'TOO_CLOSE'> = {
  code: 'TOO_CLOSE',
  aspect: 'photo',
  measure: { name: "car's extent, of the picture's", unit: '%' },
  suggestion: 'The car fills the photo to the border; step back a little.',
  action: 'retake_photo',
  detect: (cutout) => {
    const share = Math.max(...extents(cutout));
    return { value: 100 * share, findings: [{ place: cutout.subject(), loss: worst * ramp(share, 0.97, 1), confidence: 0.7 }] };
  },
};

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
    return { value: 100 * share, findings: [{ place: subject(), loss: (worst / 2) * ramp(share, 0.2, 0.4), confidence: 0.7 }] };
  },
};

function extents({ frame, subject }: CutoutView): [number, number] {
  const { left, top, right, bottom } = subject();
  return [(right - left) / frame.grid.widthPx, (bottom - top) / frame.grid.heightPx];
}
