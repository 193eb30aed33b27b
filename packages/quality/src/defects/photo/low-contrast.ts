import { percentileOf } from '../../raster/luma.ts';
import { everywhere } from '../../scene/frame.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

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
