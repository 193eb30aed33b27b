import { percentileOf } from '../../raster/luma.ts';
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
