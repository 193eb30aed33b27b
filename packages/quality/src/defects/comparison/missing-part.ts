import { type ComparisonDetector, ramp } from '../detector.ts';
import { readWindows } from './unsupported-edge.ts';

/**
 * A part of the car is gone: a stretch of the cutout's edge that the photo bears out far less than the rest of it, with the
 * car's colours on both sides.
 */
export const missingPart: ComparisonDetector<'MISSING_PART'> = {
  code: 'MISSING_PART',
  aspect: 'completeness',
  measure: { name: 'edge through the car, lack of support', unit: 'of 1' },
  suggestion: 'A part of the car seems to be cut away here; paint it back, or try another provider.',
  action: 'touch_up_mask',
  detect: (overlay) =>
    readWindows(overlay, { from: 0.2, to: 0.5, worst: 0.7 }, (window) =>
      ramp(Math.min(window.carLikeInside, window.carLikeOutside), -1, 1),
    ),
};
