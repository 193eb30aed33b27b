import type { Component } from '../../raster/components.ts';
import type { EdgeWindow } from '../../scene/edge-windows.ts';
import { type ComparisonDetector, type Finding, ramp } from '../detector.ts';

const mostFindings = 5;
/** Windows, spokes and grilles let the background through; a hole that follows the photo's edges is minor at most. */
const worstIfReal = 0.08;

/**
 * Ground inside the car. A hole whose rim lies on edges of the photo can be glass or the gap of a wheel; one that runs
 * straight through the paint is a mistake. Measured as the area of holes, each times how little the photo bears it out.
 */
export const holes: ComparisonDetector<'HOLES'> = {
  code: 'HOLES',
  aspect: 'completeness',
  measure: { name: "holes, of the car's area", unit: '%' },
  suggestion: 'There is a hole in the car; fill it.',
  action: 'fill_holes',
  detect: ({ cutout, frame, windows }) => {
    const leastPx = Math.max(8, 2e-5 * frame.diagonalPx ** 2);
    const found = cutout.ground().list.filter((part) => !part.touchesBorder && part.areaPx >= leastPx);
    const rims = windows().filter(({ kind }) => kind === 'hole');
    const findings = found.map((hole): Finding & { value: number } => {
      const doubt = doubtOf(hole, rims);
      const share = hole.areaPx / cutout.areaPx;
      const loss = Math.max(worstIfReal * ramp(share, 0, 0.01), 0.55 * doubt * ramp(share, 0, 0.01));
      const place = { left: hole.left, top: hole.top, right: hole.right + 1, bottom: hole.bottom + 1 };
      return { place, value: 100 * share * doubt, loss, confidence: 0.4 + 0.5 * doubt };
    });
    findings.sort((one, other) => other.value - one.value);
    return { value: findings.reduce((sum, finding) => sum + finding.value, 0), findings: findings.slice(0, mostFindings) };
  },
};

/** 0 for a hole that follows the photo's edges, 1 for one that does not. */
function doubtOf(hole: Component, rims: readonly EdgeWindow[]): number {
  const own = rims.filter(({ place }) => {
    const x = (place.left + place.right) / 2;
    const y = (place.top + place.bottom) / 2;
    return x >= hole.left - 2 && x <= hole.right + 3 && y >= hole.top - 2 && y <= hole.bottom + 3;
  });
  if (own.length === 0) return 0.3;
  const support = own.reduce((sum, rim) => sum + rim.support, 0) / own.length;
  return Math.max(0.05, ramp(support, 0.5, 0.2));
}
