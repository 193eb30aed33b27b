import { z } from 'zod';
import { lumaOnWhite, onWhite } from '../../on-white.ts';
import { defineOperation } from '../operation.ts';
import { findInk } from './ink.ts';
import { changedStrokes, evenStrokes, paintStrokes } from './redraw.ts';

/**
 * Changes how thick the dark lines of a drawing are. `widthPx` gives all of them one width, whatever they had; what is thicker than
 * `areaFromPx` is an area and stays. `changePx` makes them so much thicker, or thinner where it is below 0, and none vanishes.
 *
 * Lines keep their colour, and their edges are smooth. What is partly transparent counts as on white paper; the result has no alpha. A blank
 * sheet stays as it is.
 */
export const lines = defineOperation({
  name: 'lines',
  schema: z
    .strictObject({
      widthPx: z.number().min(1).max(200).optional(),
      changePx: z.number().min(-100).max(100).optional(),
      areaFromPx: z.number().min(2).max(1000).default(24),
      /** Luma below which something is ink; where the picture parts best (Otsu 1979) unless given. */
      threshold: z.int().min(1).max(255).optional(),
    })
    .refine(({ widthPx, changePx }) => (widthPx === undefined) !== (changePx === undefined), { error: 'give widthPx or changePx' }),
  apply(picture, { widthPx: strokePx, changePx = 0, areaFromPx, threshold }) {
    const sheet = onWhite(picture);
    const ink = findInk(lumaOnWhite(picture), threshold);
    if (!ink) return sheet;
    const { widthPx, heightPx } = picture;
    const strokes =
      strokePx === undefined
        ? changedStrokes(ink, widthPx, heightPx, changePx)
        : evenStrokes(ink, widthPx, heightPx, strokePx, Math.max(areaFromPx, strokePx));
    return paintStrokes(sheet, ink, strokes);
  },
});
