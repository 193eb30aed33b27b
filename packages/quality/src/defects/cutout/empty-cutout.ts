import { everywhere } from '../../scene/frame.ts';
import { type CutoutDetector, ramp } from '../detector.ts';

/** Nothing, or next to nothing, was kept. A car that fills less than a thousandth of a photo is no car for a listing. */
export const emptyCutout: CutoutDetector<'EMPTY_CUTOUT'> = {
  code: 'EMPTY_CUTOUT',
  aspect: 'completeness',
  measure: { name: 'picture that is empty', unit: '%' },
  suggestion: 'No car was found; try another way of cutting it out, or choose a photo that shows the whole car.',
  action: 'try_other_provider',
  detect: ({ frame, alpha, opaquePx }) => {
    const share = opaquePx / alpha.length;
    const loss = ramp(share, 0.002, 0.001);
    return { value: 100 * (1 - share), findings: [{ place: everywhere(frame), loss, confidence: 1 }] };
  },
};
