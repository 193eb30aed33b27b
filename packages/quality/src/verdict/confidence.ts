import { ramp } from '../defects/detector.ts';
import type { Overlay } from '../scene/overlay.ts';

/** Without the photo, most that can go wrong cannot be seen. */
const withoutPhoto = 0.3;

/**
 * How far a score can be trusted: by how clearly the car differs from its background along the cutout's edge, and by how
 * much edge there is to look at.
 */
export function confidenceOf(overlay: Overlay | undefined): number {
  if (!overlay) return withoutPhoto;
  const { support, usableSamples } = overlay.offset();
  return Math.round(1000 * (0.3 + 0.6 * ramp(support, 0.1, 0.45)) * ramp(usableSamples, 0, 200)) / 1000;
}
