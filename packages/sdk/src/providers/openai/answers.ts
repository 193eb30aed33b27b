import * as z from 'zod';
import type { Used } from '../../contract/index.ts';

const count = z.int().nonnegative();

/** Tokens of a call. The parts are not always told; what is missing is not guessed here. */
export const usageSchema = z
  .object({
    input_tokens: count,
    output_tokens: count,
    input_tokens_details: z.object({ text_tokens: count, image_tokens: count }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined);

export const imagesAnswerSchema = z.object({
  data: z.array(z.object({ b64_json: z.string().nullish(), revised_prompt: z.string().nullish() })),
  usage: usageSchema,
});
export type ImagesAnswer = z.infer<typeof imagesAnswerSchema>;

/** Events of a streamed picture; those of other names are passed over. */
export const imageEventSchema = z.object({
  type: z.string(),
  b64_json: z.string().nullish(),
  partial_image_index: z.int().nonnegative().optional(),
  revised_prompt: z.string().nullish(),
  usage: usageSchema,
});

export const responseSchema = z.object({
  id: z.string().optional(),
  status: z.string(),
  error: z.object({ code: z.string().nullish(), message: z.string() }).nullish(),
  incomplete_details: z.object({ reason: z.string().optional() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z.array(z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() })).optional(),
    }),
  ),
  usage: usageSchema,
});

/** In the units of prices. Input that is not told apart is reckoned as pictures, which are dearer. */
export function usedOf(usage: z.infer<typeof usageSchema>, images: number): Used {
  if (!usage) return { images };
  const details = usage.input_tokens_details ?? { text_tokens: 0, image_tokens: usage.input_tokens };
  return {
    images,
    inputTextTokens: details.text_tokens,
    inputImageTokens: details.image_tokens,
    outputTokens: usage.output_tokens,
  };
}
