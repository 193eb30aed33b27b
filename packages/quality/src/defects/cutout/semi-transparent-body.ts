import { findComponents } from '../../raster/components.ts';
import { erode } from '../../raster/erode.ts';
import { type CutoutDetector, ramp } from '../detector.ts';

/** From here an alpha is seen at all, and from here nobody sees that it is not opaque. */
const visibleAlpha = 16;
const opaqueAlpha = 235;
/** Of the diagonal: half-transparent bands up to twice this wide are edges, soft ones too, and not the body. */
const bandShare = 0.012;

/** The windows of a car seen from its side are about a tenth of it. */
const mostGlass = 0.15;

/**
 * A see-through patch in the car. In the upper half that can be glass on purpose, so it weighs less there. Measured on what
 * is left of the half-transparent pixels when bands as wide as an edge are taken away, as a share of all that is visible.
 */
export const semiTransparentBody: CutoutDetector<'SEMI_TRANSPARENT_BODY'> = {
  code: 'SEMI_TRANSPARENT_BODY',
  aspect: 'alpha',
  measure: { name: 'see-through part of the car', unit: '%' },
  suggestion: 'The background shines through the car; refine the cutout.',
  action: 'try_careful_mode',
  detect: ({ frame, alpha, subject }) => {
    const { widthPx, heightPx } = frame.grid;
    const thin = new Uint8Array(alpha.length);
    let visiblePx = 0;
    for (let at = 0; at < alpha.length; at++) {
      const value = alpha[at] ?? 0;
      if (value < visibleAlpha) continue;
      visiblePx++;
      if (value < opaqueAlpha) thin[at] = 1;
    }
    const radiusPx = Math.max(3, Math.round(bandShare * frame.diagonalPx));
    const patches = findComponents(erode(thin, widthPx, heightPx, radiusPx, 1), widthPx, heightPx, 1, 8).list;
    const largest = patches[0];
    if (!largest) return { value: 0, findings: [] };
    const share = patches.reduce((sum, patch) => sum + patch.areaPx, 0) / visiblePx;
    const { top, bottom } = subject();
    const glass = share < mostGlass && (largest.top + largest.bottom) / 2 < (top + bottom) / 2;
    const place = {
      left: largest.left - radiusPx,
      top: largest.top - radiusPx,
      right: largest.right + 1 + radiusPx,
      bottom: largest.bottom + 1 + radiusPx,
    };
    const loss = (glass ? 0.24 : 0.7) * ramp(share, 0.001, 0.05);
    return { value: 100 * share, findings: [{ place, loss, confidence: glass ? 0.5 : 0.9 }] };
  },
};
