import { z } from 'zod';

const pixels = z.int().positive();

/** What has to be known of a model to give it a picture: an `Offer` of a provider is one, and says more. */
export const takerSchema = z.object({
  limits: z.object({ bytes: pixels.optional(), pixels: pixels.optional() }).default({}),
  /** Media types that are taken, as `image/png`. */
  inputTypes: z.array(z.string()).default(['image/png']),
  sizes: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('list'), list: z.array(z.object({ widthPx: pixels, heightPx: pixels })).min(1) }),
      z.object({ kind: z.literal('range'), leastPx: pixels, mostPx: pixels, multipleOf: pixels, mostPixels: pixels.optional() }),
      z.object({ kind: z.literal('as-input') }),
    ])
    .optional(),
});
export type Taker = z.input<typeof takerSchema>;
export type ParsedTaker = z.output<typeof takerSchema>;
