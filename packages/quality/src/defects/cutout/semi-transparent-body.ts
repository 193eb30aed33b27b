import { findComponents } from '../../raster/components.ts';
import { erode } from '../../raster/erode.ts';
import { type CutoutDetector, ramp } from '../detector.ts';

const visibleAlpha = 16;

/**
 * Alpha between nothing and opaque where the car's edge is far away. In the upper half that can be glass on purpose, so it
 * weighs less there. Measured as the share of the car's core (deeper than 0.8 % of the diagonal inside what is visible at
 * all) with alpha below 235.
 */
export const semiTransparentBody: CutoutDetector<'SEMI_TRANSPARENT_BODY'> = {
  code: 'SEMI_TRANSPARENT_BODY',
  aspect: 'alpha',
  measure: { name: "see-through part of the car's core", unit: '%' },
  suggestion: 'The background shines through the car; refine the cutout.',
  action: 'try_careful_mode',
  detect: ({ frame, alpha, subject }) => {
    const { widthPx, heightPx } = frame.grid;
    const visible = alpha.map((value) => (value >= visibleAlpha ? 1 : 0));
    const deep = erode(visible, widthPx, heightPx, Math.max(3, Math.round(0.008 * frame.diagonalPx)), 1);
    const middle = (subject().top + subject().bottom) / 2;
    const thin = new Uint8Array(alpha.length);
    let core = 0;
    let thinArea = 0;
    let lowThinArea = 0;
    for (let at = 0; at < alpha.length; at++) {
      if (deep[at] !== 1) continue;
      core++;
      if ((alpha[at] ?? 0) >= 235) continue;
      thin[at] = 1;
      thinArea++;
      if (at / widthPx > middle) lowThinArea++;
    }
    if (core === 0) return undefined;
    const largest = findComponents(thin, widthPx, heightPx, 1, 8).list[0];
    const share = thinArea / core;
    if (!largest) return { value: 0, findings: [] };
    const place = { left: largest.left, top: largest.top, right: largest.right + 1, bottom: largest.bottom + 1 };
    const glass = lowThinArea < 0.3 * thinArea;
    const loss = (glass ? 0.2 : 0.7) * ramp(share, 0.003, 0.08);
    return { value: 100 * share, findings: [{ place, loss, confidence: glass ? 0.5 : 0.9 }] };
  },
};
