import type { ComparisonDetector } from '../detector.ts';
import { readOffset } from './edge-offset.ts';

/** The photo's edges lie inside the cutout's: a rim of background was kept. */
export const edgeDilated: ComparisonDetector<'EDGE_DILATED'> = {
  code: 'EDGE_DILATED',
  aspect: 'edges',
  measure: { name: 'edge lies outside the car by', unit: 'px' },
  suggestion: 'A rim of background is left round the car; refine the edges.',
  action: 'refine_edges',
  detect: (overlay) => readOffset(overlay, -overlay.offset().alongNormalPx),
};
