import type { CutoutView } from '../../scene/cutout-view.ts';
import { everywhere, type Place } from '../../scene/frame.ts';
import type { PhotoView } from '../../scene/photo-view.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

/**
 * Out of focus: how much of the variation between neighbouring pixels survives blurring the photo once more. A sharp photo
 * loses most of it, a blurred one has little to lose. Judged on the car where it is known, since a soft background is welcome.
 *
 * Source: Crété, Dolmiere, Ladret and Nicolas, "The Blur Effect: Perception and Estimation with a New No-Reference
 * Perceptual Blur Metric", SPIE 6492 (2007). 0 is sharp, 1 is blurred; the larger of across and down counts.
 */
export const blurred: PhotoDetector<'BLURRED'> = {
  code: 'BLURRED',
  aspect: 'photo',
  measure: { name: 'blur (Crété)', unit: 'of 1' },
  suggestion: 'The photo is out of focus; tap on the car, hold still and take it again.',
  action: 'retake_photo',
  detect: (photo, cutout) => {
    const { widthPx } = photo.frame.grid;
    const value = Math.max(blurAlong(photo, cutout, 1), blurAlong(photo, cutout, widthPx));
    return { value, findings: [{ place: placeOf(photo, cutout), loss: 0.6 * ramp(value, 0.45, 0.75), confidence: 0.8 }] };
  },
};

/** Moved: far more blur in one direction than at a right angle to it; both diagonals are tried as well. */
export const motionBlurred: PhotoDetector<'MOTION_BLURRED'> = {
  code: 'MOTION_BLURRED',
  aspect: 'photo',
  measure: { name: 'blur in one direction over the other', unit: 'of 1' },
  suggestion: 'The camera or the car moved; hold still, or use more light, and take it again.',
  action: 'retake_photo',
  detect: (photo, cutout) => {
    const { widthPx } = photo.frame.grid;
    const upright = Math.abs(blurAlong(photo, cutout, 1) - blurAlong(photo, cutout, widthPx));
    const diagonal = Math.abs(blurAlong(photo, cutout, widthPx + 1) - blurAlong(photo, cutout, widthPx - 1));
    const value = Math.max(upright, diagonal);
    return { value, findings: [{ place: placeOf(photo, cutout), loss: 0.5 * ramp(value, 0.1, 0.3), confidence: 0.7 }] };
  },
};

function placeOf(photo: PhotoView, cutout: CutoutView | undefined): Place {
  return cutout ? cutout.subject() : everywhere(photo.frame);
}

/** The reach of the second blur, a mean of 2 × 4 + 1 pixels, as the paper has it. */
const reach = 4;

/**
 * Blur along the direction in which neighbours are `stride` apart. The second blur need not be made: two neighbouring means
 * of nine differ by what enters and leaves. Every second row is enough.
 */
function blurAlong({ luma, frame }: PhotoView, cutout: CutoutView | undefined, stride: number): number {
  const { widthPx, heightPx } = frame.grid;
  const values = luma();
  let before = 0;
  let lost = 0;
  for (let y = reach + 1; y < heightPx - reach - 1; y += 2) {
    for (let x = reach + 1; x < widthPx - reach - 1; x++) {
      const at = y * widthPx + x;
      if (cutout && cutout.mask[at] !== 1) continue;
      const sharp = Math.abs((values[at] ?? 0) - (values[at - stride] ?? 0));
      const soft = Math.abs((values[at + reach * stride] ?? 0) - (values[at - (reach + 1) * stride] ?? 0)) / (2 * reach + 1);
      before += sharp;
      if (soft < sharp) lost += sharp - soft;
    }
  }
  return before > 0 ? 1 - lost / before : 1;
}
