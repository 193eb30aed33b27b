import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { copyArea } from '../../copy-area.ts';
import { defineOperation } from '../operation.ts';

/** Keeps a rectangle of a picture. One that juts out is an error, not a guess. */
export const crop = defineOperation({
  name: 'crop',
  schema: z.strictObject({
    leftPx: z.int().min(0),
    topPx: z.int().min(0),
    widthPx: z.int().min(1),
    heightPx: z.int().min(1),
  }),
  apply(picture, area) {
    if (area.leftPx + area.widthPx > picture.widthPx || area.topPx + area.heightPx > picture.heightPx) {
      const text = `The part to keep (${area.widthPx} × ${area.heightPx} at ${area.leftPx}, ${area.topPx}) juts out of the picture`;
      throw new ForecourtError('INVALID_INPUT', `${text} of ${picture.widthPx} × ${picture.heightPx} pixels.`);
    }
    return copyArea(picture, area);
  },
});
