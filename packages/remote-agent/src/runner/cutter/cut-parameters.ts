import { ForecourtError } from '@forecourt/errors';
import type { HostJobRequest } from '@forecourt/sdk/contract';
import * as z from 'zod';

/** What a job of cutting may say besides its photos: what the local engine takes. */
export const cutParametersSchema = z.strictObject({
  format: z.enum(['png', 'webp', 'avif', 'tiff', 'jpeg']).default('png'),
  background: z.string().max(40).nullish(),
  quality: z.number().min(1).max(100).nullish(),
  careful: z.boolean().default(false),
  model: z.string().max(80).nullish(),
});
export type CutParameters = z.infer<typeof cutParametersSchema>;

/** @throws INVALID_INPUT */
export function cutParametersOf({ parameters }: HostJobRequest): CutParameters {
  const parsed = cutParametersSchema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  throw new ForecourtError('INVALID_INPUT', `The job's parameters are wrong: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}
