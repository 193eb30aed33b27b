import type { CutoutView } from '../../scene/cutout-view.ts';
import { everywhere, type Place } from '../../scene/frame.ts';
import type { PhotoView } from '../../scene/photo-view.ts';

/** Where blur is judged: on the car if it is known. */
export function judgedPlace(photo: PhotoView, cutout: CutoutView | undefined): Place {
  return cutout ? cutout.subject() : everywhere(photo.frame);
}

/** The reach of the second blur, a mean of 2 × 4 + 1 pixels, as the paper has it. */
const reach = 4;

/**
 * Crété's blur (see `blurred.ts`) along the direction in which neighbours are `stride` apart, 0 to 1. The second blur need not be made: two neighbouring means
 * of nine differ by what enters and leaves. Every second row is enough.
 */
export function blurAlong({ luma, frame }: PhotoView, cutout: CutoutView | undefined, stride: number): number {
  const { widthPx, heightPx } = frame.grid;
  const values = luma();
  let before = 0;
  let lost = 0;
  for (let y = reach + 1; y < heightPx - reach - 1; y += 2) {
    for (let x = reach + 1; x < widthPx - reach - 1; x++) {
      const at = y * widthPx + x;
      if (cutout && cutout.mask[at] !== 1) continue;
      const sharp = Math.abs((values[at] ?? 0) - (values[at - stride] ?? 0));
      const soft = Math.abs((values[at + reach * stride] ?? 0) - (values[at - (reach + 1) * stride] ?? 0)) / (2 * reach + 1);
      before += sharp;
      if (soft < sharp) lost += sharp - soft;
    }
  }
  return before > 0 ? 1 - lost / before : 1;
}
