import { ownPartShare } from '../../scene/own-part.ts';
import { type CutoutDetector, ramp } from '../detector.ts';

const mostFindings = 5;

/** Specks of background that stand apart from the car: all parts of the mask but the large ones, against the largest. */
export const islands: CutoutDetector<'ISLANDS'> = {
  code: 'ISLANDS',
  aspect: 'cleanliness',
  measure: { name: "specks, of the car's area", unit: '%' },
  suggestion: 'Bits of background float beside the car; remove them.',
  action: 'remove_islands',
  detect: ({ parts, frame }) => {
    const [largest, ...others] = parts().list;
    if (!largest) return undefined;
    // Below this a speck cannot be seen in a listing.
    const leastPx = Math.max(6, 8e-6 * frame.diagonalPx ** 2);
    const specks = others.filter((part) => part.areaPx >= leastPx && part.areaPx < ownPartShare * largest.areaPx);
    const share = specks.reduce((sum, part) => sum + part.areaPx, 0) / largest.areaPx;
    const loss = 0.08 * ramp(share, 0, 0.0005) + 0.42 * ramp(share, 0.0005, 0.03);
    return {
      value: 100 * share,
      findings: specks.slice(0, mostFindings).map((part) => ({
        place: { left: part.left, top: part.top, right: part.right + 1, bottom: part.bottom + 1 },
        value: (100 * part.areaPx) / largest.areaPx,
        loss,
        confidence: 0.9,
      })),
    };
  },
};
