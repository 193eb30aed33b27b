import { type PhotoDetector, ramp } from '../detector.ts';
import { blurAlong, judgedPlace } from './blur-along.ts';

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
    return { value, findings: [{ place: judgedPlace(photo, cutout), loss: 0.6 * ramp(value, 0.45, 0.75), confidence: 0.8 }] };
  },
};
