import { countLevels } from '../../raster/luma.ts';
import { everywhere } from '../../scene/frame.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

const burntOut = 250;

/** Too bright: the share of pixels at the top of the scale, where nothing can be brought back; the car's if it is known. */
export const overexposed: PhotoDetector<'OVEREXPOSED'> = {
  code: 'OVEREXPOSED',
  aspect: 'photo',
  measure: { name: 'pixels burnt out', unit: '%' },
  suggestion: 'Bright parts are burnt out; take the photo again with less exposure.',
  action: 'retake_photo',
  detect: (photo, cutout) => {
    const counts = cutout ? countLevels(photo.luma(), cutout.mask) : photo.lumaCounts();
    const total = counts.reduce((sum, count) => sum + count, 0);
    const share = counts.subarray(burntOut).reduce((sum, count) => sum + count, 0) / Math.max(1, total);
    const place = cutout ? cutout.subject() : everywhere(photo.frame);
    return { value: 100 * share, findings: [{ place, loss: 0.5 * ramp(share, 0.12, 0.45), confidence: 0.7 }] };
  },
};
