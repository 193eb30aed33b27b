import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { resizeKernels } from '../../decode/resized.ts';
import { loadSharp } from '../../sharp.ts';
import { inTurn } from '../../turns.ts';
import { defineOperation } from '../operation.ts';

const sidePx = z.int().min(1).max(16_384);
/** What may come out, in pixels: the same as the default limit on what may come in. */
const maximumPixels = 120_000_000;

/**
 * Brings a picture to another size, antialiased; transparent edges keep their colour.
 *
 * One side alone keeps the proportions. With both, `fit` decides: `inside` keeps all of the picture within the size, `cover` fills the size and
 * cuts what juts out, `stretch` changes the proportions. Pictures are not enlarged unless `enlarge` says so.
 */
export const resize = defineOperation({
  name: 'resize',
  schema: z
    .strictObject({
      widthPx: sidePx.optional(),
      heightPx: sidePx.optional(),
      fit: z.enum(['inside', 'cover', 'stretch']).default('inside'),
      kernel: z.enum(resizeKernels).default('lanczos3'),
      enlarge: z.boolean().default(false),
    })
    .refine(({ widthPx, heightPx }) => widthPx !== undefined || heightPx !== undefined, { error: 'give widthPx, heightPx or both' })
    .refine(({ widthPx = 1, heightPx = 1 }) => widthPx * heightPx <= maximumPixels, { error: 'the result would have too many pixels' }),
  async apply(picture, { widthPx, heightPx, fit, kernel, enlarge }, { signal }) {
    const sharp = await loadSharp();
    const raw = { width: picture.widthPx, height: picture.heightPx, channels: picture.channels };
    const { data, info } = await inTurn(
      () =>
        sharp(picture.data, { raw, limitInputPixels: false })
          .resize({
            ...(widthPx !== undefined && { width: widthPx }),
            ...(heightPx !== undefined && { height: heightPx }),
            fit: fit === 'stretch' ? 'fill' : fit,
            kernel,
            withoutEnlargement: !enlarge,
          })
          .raw()
          .toBuffer({ resolveWithObject: true }),
      { signal },
    );
    if (info.channels !== picture.channels) {
      throw new ForecourtError('INTERNAL', `Resizing made ${info.channels} channels of ${picture.channels}.`);
    }
    return { ...picture, data, widthPx: info.width, heightPx: info.height };
  },
});
