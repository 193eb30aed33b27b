import { type ComparisonDetector, ramp } from '../detector.ts';
import { isShadow, readWindows } from './unsupported-edge.ts';

/**
 * Background hangs on the car: a stretch of the cutout's edge that the photo bears out far less than the rest of it, with the
 * ground's colours on both sides.
 */
export const residue: ComparisonDetector<'RESIDUE'> = {
  code: 'RESIDUE',
  aspect: 'cleanliness',
  measure: { name: 'edge through the background, lack of support', unit: 'of 1' },
  suggestion: 'A piece of background hangs on the car here; paint it away, or try another provider.',
  action: 'touch_up_mask',
  detect: (overlay) =>
    readWindows(overlay, { from: 0.2, to: 0.5, worst: 0.6 }, (window) =>
      isShadow(window, overlay) ? 0 : ramp(Math.max(window.carLikeInside, window.carLikeOutside), 1, -1),
    ),
};
