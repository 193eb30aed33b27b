import type { EdgeWindow } from '../../scene/edge-windows.ts';
import type { Overlay } from '../../scene/overlay.ts';
import { type Finding, type Reading, ramp } from '../detector.ts';

/** Below this many stretches of edge there is no telling what is usual for this car. */
const leastWindows = 8;
const mostFindings = 3;

/** The stretches round the car, without holes and specks; `undefined` for too few. */
export function outlineWindows(windows: readonly EdgeWindow[]): readonly EdgeWindow[] | undefined {
  const outline = windows.filter(({ kind }) => kind === 'outline');
  return outline.length < leastWindows ? undefined : outline;
}

/** The median of all stretches. */
export function usualSupport(windows: readonly EdgeWindow[]): number {
  return windows.map((window) => window.support).sort((one, other) => one - other)[windows.length >> 1] ?? 0;
}

/** Shadows on bright ground are not black. */
const darkLuma = 130;

/** Whether a stretch can be the rim of the ground's shadow: low, facing down, dark, and darker inside than outside. */
export function isShadow(window: EdgeWindow, { cutout }: Overlay): boolean {
  const { top, bottom } = cutout.subject();
  const low = (window.place.top + window.place.bottom) / 2 > top + 0.65 * (bottom - top);
  return low && window.facingDown > 0.4 && window.lumaInside < Math.min(darkLuma, 0.97 * window.lumaOutside);
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly worst: number;
}

/**
 * Each stretch's support against the median of all, times how much it is of the kind that is looked for. `undefined` where
 * there are too few stretches to tell what is usual.
 */
export function readWindows(
  { windows }: Overlay,
  { from, to, worst }: Scale,
  likelihoodOf: (window: EdgeWindow) => number,
): Reading | undefined {
  const outer = outlineWindows(windows());
  if (!outer) return undefined;
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
export function lit({ lumaInside, lumaOutside }: EdgeWindow): number {
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
