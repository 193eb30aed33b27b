import type { EdgeWindow } from '../../scene/edge-windows.ts';
import type { Place } from '../../scene/frame.ts';
import type { Overlay } from '../../scene/overlay.ts';
import { type ComparisonDetector, type Finding, type Reading, ramp } from '../detector.ts';

/** Below this many stretches of edge there is no telling what is usual for this car. */
const leastWindows = 8;
const mostFindings = 3;

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

/** Background hangs on the car: the same, with the ground's colours on both sides. */
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
    const outer = overlay.windows().filter(({ kind }) => kind === 'outline');
    if (outer.length < leastWindows) return undefined;
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
    return { value, findings: [{ place: around(worst), loss: 0.6 * ramp(value, 0.09, 0.32), confidence: 0.8 }] };
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

function usualSupport(windows: readonly EdgeWindow[]): number {
  return windows.map((window) => window.support).sort((one, other) => one - other)[windows.length >> 1] ?? 0;
}

function isShadow(window: EdgeWindow, { cutout }: Overlay): boolean {
  const { top, bottom } = cutout.subject();
  const low = (window.place.top + window.place.bottom) / 2 > top + 0.65 * (bottom - top);
  return low && window.facingDown > 0.4 && window.lumaInside < 100;
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly worst: number;
}

/** Each stretch's support against the median of all, times how much it is of the kind that is looked for. */
function readWindows({ windows }: Overlay, { from, to, worst }: Scale, likelihoodOf: (window: EdgeWindow) => number): Reading | undefined {
  const outer = windows().filter(({ kind }) => kind === 'outline');
  if (outer.length < leastWindows) return undefined;
  const usual = usualSupport(outer);
  const found = outer
    .map((window): Finding & { value: number } => {
      const likelihood = likelihoodOf(window) * lit(window);
      const value = (usual - window.support) * likelihood;
      return { place: window.place, value, loss: worst * ramp(value, from, to), confidence: 0.5 + 0.4 * likelihood };
    })
    .sort((one, other) => other.value - one.value);
  return { value: Math.max(0, found[0]?.value ?? 0), findings: apart(found).slice(0, mostFindings) };
}

/** A dark sill over its own shadow has no edge that could be seen: from 0, where both sides are black, to 1. */
function lit({ lumaInside, lumaOutside }: EdgeWindow): number {
  return ramp(Math.max(lumaInside, lumaOutside), 25, 70);
}

/** Stretches overlap: of those that share a place only the worst is told. */
function apart(findings: readonly (Finding & { value: number })[]): (Finding & { value: number })[] {
  const kept: (Finding & { value: number })[] = [];
  for (const finding of findings) {
    const { place } = finding;
    const covered = kept.some(
      (other) =>
        place.left < other.place.right &&
        place.right > other.place.left &&
        place.top < other.place.bottom &&
        place.bottom > other.place.top,
    );
    if (!covered && finding.loss > 0) kept.push(finding);
  }
  return kept;
}
