import { z } from 'zod';
import { colourSchema } from '../../colour.ts';
import { flattenPixels } from '../../flatten.ts';
import { defineOperation } from '../operation.ts';

/** Lays a cutout on a solid colour and drops its alpha channel; a picture without one stays as it is. */
export const flatten = defineOperation({
  name: 'flatten',
  schema: z.strictObject({ background: colourSchema.prefault('white') }),
  apply: (picture, { background }) => (picture.channels === 4 ? flattenPixels(picture, background).pixels : picture),
});
