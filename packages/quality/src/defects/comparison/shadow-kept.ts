import type { EdgeWindow } from '../../scene/edge-windows.ts';
import type { Place } from '../../scene/frame.ts';
import { type ComparisonDetector, ramp } from '../detector.ts';
import { isShadow, lit, outlineWindows, usualSupport } from './unsupported-edge.ts';

/**
 * The ground's shadow was kept: dark stretches of the underside that the photo does not bear out. Tyres in their own shadow
 * look the same, but are narrow: what counts is the mean over the whole width of the car.
 */
export const shadowKept: ComparisonDetector<'SHADOW_KEPT'> = {
  code: 'SHADOW_KEPT',
  aspect: 'cleanliness',
  measure: { name: "lack of support along the car's underside", unit: 'of 1' },
  suggestion: "The ground's shadow was kept below the car; paint it away, or try another provider.",
  action: 'touch_up_mask',
  detect: (overlay) => {
    const outer = outlineWindows(overlay.windows());
    if (!outer) return undefined;
    const usual = usualSupport(outer);
    const { left, right } = overlay.cutout.subject();
    const lacking = new Float32Array(right - left);
    const found = outer.filter((window) => isShadow(window, overlay) && window.support < usual);
    for (const window of found) {
      const { place, support } = window;
      for (let x = Math.max(left, place.left); x < Math.min(right, place.right); x++) {
        lacking[x - left] = Math.max(lacking[x - left] ?? 0, (usual - support) * lit(window));
      }
    }
    const value = lacking.reduce((sum, lack) => sum + lack, 0) / lacking.length;
    const worst = found.filter((window) => usual - window.support > 0.15);
    if (worst.length === 0) return { value, findings: [] };
    return { value, findings: [{ place: around(worst), loss: 0.6 * ramp(value, 0.11, 0.3), confidence: 0.8 }] };
  },
};

function around(windows: readonly EdgeWindow[]): Place {
  return {
    left: Math.min(...windows.map(({ place }) => place.left)),
    top: Math.min(...windows.map(({ place }) => place.top)),
    right: Math.max(...windows.map(({ place }) => place.right)),
    bottom: Math.max(...windows.map(({ place }) => place.bottom)),
  };
}
