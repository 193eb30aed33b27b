import { countLevels, percentileOf } from '../../raster/luma.ts';
import { everywhere } from '../../scene/frame.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

/**
 * Too dark: the bright tones are missing. Judged by the 95th percentile of the whole photo, since a black car alone is dark
 * in a photo that is not.
 */
export const underexposed: PhotoDetector<'UNDEREXPOSED'> = {
  code: 'UNDEREXPOSED',
  aspect: 'photo',
  measure: { name: 'brightness that the light tones lack', unit: '%' },
  suggestion: 'The photo is too dark; brighten it, or take it again in better light.',
  action: 'adjust_exposure',
  detect: (photo) => {
    const bright = percentileOf(photo.lumaCounts(), 0.95);
    const loss = 0.5 * ramp(bright, 150, 60);
    return { value: 100 * (1 - bright / 255), findings: [{ place: everywhere(photo.frame), loss, confidence: 0.9 }] };
  },
};

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

/**
 * Grey and flat: the distance between the 2nd and the 98th percentile of luma, against the 98th. Against that, since a photo
 * that is only too dark has its blacks and should not be blamed twice.
 */
export const lowContrast: PhotoDetector<'LOW_CONTRAST'> = {
  code: 'LOW_CONTRAST',
  aspect: 'photo',
  measure: { name: 'tones that are not used', unit: '%' },
  suggestion: 'The photo is flat and grey; raise its contrast, or clean the lens and take it again.',
  action: 'adjust_exposure',
  detect: (photo) => {
    const bright = percentileOf(photo.lumaCounts(), 0.98);
    const used = bright === 0 ? 0 : (bright - percentileOf(photo.lumaCounts(), 0.02)) / bright;
    return { value: 100 * (1 - used), findings: [{ place: everywhere(photo.frame), loss: 0.6 * ramp(used, 0.65, 0.25), confidence: 0.9 }] };
  },
};
