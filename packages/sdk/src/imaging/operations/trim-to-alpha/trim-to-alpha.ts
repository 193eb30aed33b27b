import { ForecourtError } from '@forecourt/errors';
import type { RgbaPixels } from '@forecourt/quality';
import { z } from 'zod';
import { type Area, copyArea } from '../../copy-area.ts';
import { defineOperation } from '../operation.ts';

/**
 * Crops a cutout to its car and leaves a margin all around, transparent where the photo had ended.
 *
 * `margin` is a share of the car's longer side. `threshold` is the alpha from which a pixel counts: the default of 8 passes over the faint haze
 * that mattes leave in corners.
 */
export const trimToAlpha = defineOperation({
  name: 'trim-to-alpha',
  schema: z.strictObject({
    margin: z.number().min(0).max(1).default(0.03),
    threshold: z.int().min(1).max(255).default(8),
  }),
  apply(picture, { margin, threshold }) {
    if (picture.channels !== 4) {
      throw new ForecourtError('INVALID_INPUT', 'Only a cutout can be trimmed to its car; this picture has no alpha channel.');
    }
    const car = opaqueArea(picture, threshold);
    if (!car) throw new ForecourtError('INVALID_INPUT', 'There is nothing left in this cutout to trim to.');
    const marginPx = Math.round(Math.max(car.widthPx, car.heightPx) * margin);
    return copyArea(picture, {
      leftPx: car.leftPx - marginPx,
      topPx: car.topPx - marginPx,
      widthPx: car.widthPx + 2 * marginPx,
      heightPx: car.heightPx + 2 * marginPx,
    });
  },
});

/** The smallest rectangle that holds every pixel of at least so much alpha. */
function opaqueArea({ data, widthPx, heightPx }: RgbaPixels, threshold: number): Area | undefined {
  let [left, right, top, bottom] = [widthPx, -1, -1, -1];
  for (let y = 0, at = 3; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at += 4) {
      if ((data[at] ?? 0) < threshold) continue;
      if (top < 0) top = y;
      bottom = y;
      if (x < left) left = x;
      if (x > right) right = x;
    }
  }
  if (bottom < 0) return undefined;
  return { leftPx: left, topPx: top, widthPx: right - left + 1, heightPx: bottom - top + 1 };
}
