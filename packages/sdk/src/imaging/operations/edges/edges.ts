import { z } from 'zod';
import { lumaOnWhite } from '../../on-white.ts';
import { defineOperation } from '../operation.ts';
import { findEdges } from './canny.ts';

/**
 * Makes a line drawing of a photo: every edge as a line of one pixel, `dark` on white as people draw, or `light` on black as models that are led
 * by edges want it. What is partly transparent counts as on white paper; the result has no alpha.
 */
export const edges = defineOperation({
  name: 'edges',
  schema: z
    .strictObject({
      /** Details smaller than this vanish. */
      sigmaPx: z.number().min(0.5).max(8).default(1.4),
      /** Contrast of an edge at which a line begins; 1 is from black to white. */
      high: z.number().min(0.005).max(1).default(0.12),
      /** Contrast down to which a line goes on. */
      low: z.number().min(0.005).max(1).default(0.05),
      ink: z.enum(['dark', 'light']).default('dark'),
    })
    .refine(({ low, high }) => low <= high, { error: 'low must not be above high' }),
  apply(picture, { ink, ...options }) {
    const { widthPx, heightPx } = picture;
    const found = findEdges(lumaOnWhite(picture), widthPx, heightPx, options);
    const data = new Uint8Array(found.length * 3).fill(ink === 'dark' ? 255 : 0);
    for (let pixel = 0; pixel < found.length; pixel++) {
      if (found[pixel] === 1) data.fill(ink === 'dark' ? 0 : 255, 3 * pixel, 3 * pixel + 3);
    }
    return { data, widthPx, heightPx, channels: 3 };
  },
});
