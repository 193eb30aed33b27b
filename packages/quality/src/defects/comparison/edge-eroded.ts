import type { ComparisonDetector } from '../detector.ts';
import { readOffset } from './edge-offset.ts';

/** The photo's edges lie outside the cutout's: a rim of the car was cut away. */
export const edgeEroded: ComparisonDetector<'EDGE_ERODED'> = {
  code: 'EDGE_ERODED',
  aspect: 'edges',
  measure: { name: 'edge lies inside the car by', unit: 'px' },
  suggestion: "A rim of the car's body is cut away; refine the edges.",
  action: 'refine_edges',
  detect: (overlay) => readOffset(overlay, overlay.offset().alongNormalPx),
};
