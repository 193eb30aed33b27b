import { everywhere } from '../../scene/frame.ts';
import { type CutoutDetector, ramp } from '../detector.ts';

/** The picture's border is still opaque all round: even a car cut by the framing leaves most of the border free. */
export const backgroundNotRemoved: CutoutDetector<'BACKGROUND_NOT_REMOVED'> = {
  code: 'BACKGROUND_NOT_REMOVED',
  aspect: 'cleanliness',
  measure: { name: 'border that is opaque', unit: '%' },
  suggestion: 'The background is still there; cut the car out again.',
  action: 'try_other_provider',
  detect: ({ frame, mask }) => {
    const { widthPx, heightPx } = frame.grid;
    let opaque = 0;
    for (let x = 0; x < widthPx; x++) opaque += (mask[x] ?? 0) + (mask[(heightPx - 1) * widthPx + x] ?? 0);
    for (let y = 0; y < heightPx; y++) opaque += (mask[y * widthPx] ?? 0) + (mask[y * widthPx + widthPx - 1] ?? 0);
    const share = opaque / (2 * (widthPx + heightPx));
    return { value: 100 * share, findings: [{ place: everywhere(frame), loss: ramp(share, 0.6, 0.85), confidence: 1 }] };
  },
};
