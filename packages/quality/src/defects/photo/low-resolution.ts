import { everywhere } from '../../scene/frame.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

/** The longer side of the photo. Marketplaces show cars at 1,000 pixels and more; from 800 on a listing looks as it should. */
export const lowResolution: PhotoDetector<'LOW_RESOLUTION'> = {
  code: 'LOW_RESOLUTION',
  aspect: 'photo',
  measure: { name: 'what the longer side lacks to 800 pixels', unit: '%' },
  suggestion: 'The photo is small; use the original instead of a copy sent by a messenger.',
  action: 'choose_other_photo',
  detect: ({ frame }) => {
    const longerPx = Math.max(frame.fullWidthPx, frame.fullHeightPx);
    return {
      value: 100 * (1 - Math.min(1, longerPx / 800)),
      findings: [{ place: everywhere(frame), loss: 0.3 * ramp(longerPx, 800, 200), confidence: 1 }],
    };
  },
};
