import * as z from 'zod';

const sizeSchema = z.strictObject({ widthPx: z.int().min(16).max(8192), heightPx: z.int().min(16).max(8192) });

/** What may be said about a picture that is to be made. What a model cannot do is refused before money is spent. */
export const pictureParametersSchema = z.strictObject({
  prompt: z.string().trim().min(1).max(32_000),
  negativePrompt: z.string().trim().min(1).max(8000).optional().meta({ description: 'What should not be in it.' }),
  size: sizeSchema.optional(),
  count: z.int().min(1).max(10).default(1),
  quality: z.string().max(20).optional().meta({ description: 'A word of the model: low, medium, high …' }),
  transparent: z.boolean().default(false).meta({ description: 'With a transparent background.' }),
  strength: z.number().min(0).max(1).optional().meta({ description: 'How far an edit may go from its picture: 0 not at all, 1 anywhere.' }),
  steps: z.int().min(1).max(500).optional(),
  guidance: z.number().min(0).max(50).optional().meta({ description: 'How closely it keeps to the words.' }),
  seed: z.int().min(0).max(2_147_483_647).optional().meta({ description: 'The same seed and the same words: the same request.' }),
  format: z.enum(['png', 'webp', 'jpeg']).default('png'),
});
export type PictureParameters = z.input<typeof pictureParametersSchema>;

/** What one call used, in the units of its price: reckoned into its cost. */
export const usedSchema = z.object({
  images: z.int().nonnegative().optional(),
  seconds: z.number().nonnegative().optional(),
  megapixels: z.number().nonnegative().optional(),
  inputTextTokens: z.int().nonnegative().optional(),
  inputImageTokens: z.int().nonnegative().optional(),
  outputTokens: z.int().nonnegative().optional(),
});
export type Used = z.infer<typeof usedSchema>;
