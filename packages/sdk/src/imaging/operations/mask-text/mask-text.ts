import { z } from 'zod';
import { colourSchema } from '../../colour.ts';
import { fill, groundAround, widened } from '../../text/cover.ts';
import { findText, findTextSchema } from '../../text/find-text.ts';
import { defineOperation, type Picture } from '../operation.ts';

/**
 * Covers the text that {@link findText} finds, with its limits, so that no model copies it badly: by the `ground` around it, or by a colour. What is
 * found and not covered can be had from `findText`.
 */
export const maskText = defineOperation({
  name: 'mask-text',
  schema: findTextSchema.extend({
    fill: z.union([z.literal('ground'), colourSchema]).prefault('ground'),
    /** How far around a line of text, as a share of its height. */
    margin: z.number().min(0).max(2).default(0.25),
  }),
  apply(picture, { fill: filling, margin, ...options }) {
    const found = findText(picture, options);
    if (found.length === 0) return picture;
    const data = picture.data.slice();
    for (const region of found) {
      const area = widened(region, Math.max(2, Math.round(margin * region.heightPx)), picture);
      const colour = filling === 'ground' ? groundAround(picture, area) : solid(picture, filling);
      fill(data, picture, area, colour);
    }
    return { ...picture, data };
  },
});

function solid({ channels }: Picture, { red, green, blue }: z.output<typeof colourSchema>): Uint8Array {
  return Uint8Array.from(channels === 4 ? [red, green, blue, 255] : [red, green, blue]);
}
