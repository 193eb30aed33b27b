import { type PhotoDetector, ramp } from '../detector.ts';
import { blurAlong, judgedPlace } from './blur-along.ts';

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
    return { value, findings: [{ place: judgedPlace(photo, cutout), loss: 0.5 * ramp(value, 0.1, 0.3), confidence: 0.7 }] };
  },
};
