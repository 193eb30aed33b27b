import { throwIfAborted } from '@forecourt/errors';
import type { Pixels } from '@forecourt/quality';
import { z } from 'zod';
import { copyArea } from '../../copy-area.ts';
import { type ResizeKernel, resizeKernels } from '../../kernels.ts';
import { defineOperation, type OperationContext, type Picture } from '../operation.ts';

const sidePx = z.int().min(1).max(16_384);
/** What may come out, in pixels: the same as the default limit on what may come in. */
const maximumPixels = 120_000_000;

const schema = z
  .strictObject({
    widthPx: sidePx.optional(),
    heightPx: sidePx.optional(),
    fit: z.enum(['inside', 'cover', 'stretch']).default('inside'),
    kernel: z.enum(resizeKernels).default('lanczos3'),
    enlarge: z.boolean().default(false),
  })
  .refine(({ widthPx, heightPx }) => widthPx !== undefined || heightPx !== undefined, { error: 'give widthPx, heightPx or both' })
  .refine(({ widthPx = 1, heightPx = 1 }) => widthPx * heightPx <= maximumPixels, { error: 'the result would have too many pixels' });

/** Scales pixels: in Node by sharp, in a browser by what runs there. At the same size the source itself is given back. */
export type Scale = (
  source: Picture,
  widthPx: number,
  heightPx: number,
  kernel: ResizeKernel,
  context: OperationContext,
) => Promise<Picture>;

/**
 * Brings a picture to another size, antialiased; transparent edges keep their colour.
 *
 * One side alone keeps the proportions. With both, `fit` decides: `inside` keeps all of the picture within the size, `cover` fills the size and
 * cuts what juts out, `stretch` changes the proportions. Pictures are not enlarged unless `enlarge` says so.
 */
export const defineResize = (scale: Scale) =>
  defineOperation({
    name: 'resize',
    schema,
    async apply(picture, { widthPx, heightPx, fit, kernel, enlarge }, context) {
      throwIfAborted(context.signal);
      const size = targetSize(picture, widthPx, heightPx);
      const grow = enlarge ? Number.POSITIVE_INFINITY : 1;
      if (fit === 'stretch') {
        const width = Math.min(size.widthPx, picture.widthPx * grow);
        return scale(picture, width, Math.min(size.heightPx, picture.heightPx * grow), kernel, context);
      }
      const factors = [size.widthPx / picture.widthPx, size.heightPx / picture.heightPx];
      const factor = Math.min(grow, fit === 'inside' ? Math.min(...factors) : Math.max(...factors));
      const scaled = await scale(picture, atLeastOne(picture.widthPx * factor), atLeastOne(picture.heightPx * factor), kernel, context);
      if (fit === 'inside') return scaled;
      const width = Math.min(size.widthPx, scaled.widthPx);
      const height = Math.min(size.heightPx, scaled.heightPx);
      return copyArea(scaled, {
        leftPx: Math.floor((scaled.widthPx - width) / 2),
        topPx: Math.floor((scaled.heightPx - height) / 2),
        widthPx: width,
        heightPx: height,
      });
    },
  });

/** The size that was asked for; a side that was not follows from the proportions. */
function targetSize(picture: Pixels, widthPx: number | undefined, heightPx: number | undefined): { widthPx: number; heightPx: number } {
  return {
    widthPx: widthPx ?? atLeastOne(((heightPx ?? 1) * picture.widthPx) / picture.heightPx),
    heightPx: heightPx ?? atLeastOne(((widthPx ?? 1) * picture.heightPx) / picture.widthPx),
  };
}

function atLeastOne(sidePx: number): number {
  return Math.max(1, Math.round(sidePx));
}
