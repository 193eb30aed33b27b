import { z } from 'zod';
import { thresholdsSchema } from './verdict/thresholds.ts';

/** Options of {@link assessCutout} and {@link assessPhoto}. */
export const assessOptionsSchema = z.strictObject({
  thresholds: thresholdsSchema.prefault({}),
  /** Pixels of the copy that most detectors look at; the time grows with it. Losses were tuned at the default. */
  workingPixels: z.int().min(100_000).max(16_000_000).default(1_200_000),
});
export type AssessOptions = z.input<typeof assessOptionsSchema>;
