import { type ComparisonDetector, ramp } from '../detector.ts';

const leastSamples = 40;

/**
 * The edge lies on no edge of the photo, here outside and there inside, as a drawn polygon or a coarse mask does. Measured
 * as what is lacking of the photo's gradient at the cutout's edge against the strongest on the same normal, mean of all
 * samples: exact masks of the development photos lack 0.43 to 0.62, masks that are 0.3 % of the diagonal off 0.72 to 0.9.
 */
export const edgeLoose: ComparisonDetector<'EDGE_LOOSE'> = {
  code: 'EDGE_LOOSE',
  aspect: 'edges',
  measure: { name: "edge's lack of support in the photo", unit: 'of 1' },
  suggestion: "The edge follows the car's outline only roughly; refine the edges.",
  action: 'refine_edges',
  detect: ({ cutout, offset }) => {
    const { support, usableSamples } = offset();
    if (usableSamples < leastSamples) return undefined;
    const lack = 1 - support;
    return { value: lack, findings: [{ place: cutout.subject(), loss: 0.75 * ramp(lack, 0.58, 0.86), confidence: 0.9 }] };
  },
};
