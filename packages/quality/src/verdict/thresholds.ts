import { z } from 'zod';
import { defectCodeSchema } from '../report.ts';

/**
 * Where a dealership draws its lines.
 *
 * @example
 * thresholdsSchema.parse({ pass: 85, rejectOn: ['EMPTY_CUTOUT', 'CUT_OFF'] })
 */
export const thresholdsSchema = z
  .strictObject({
    /** A score from here on passes. Chosen on the development half of the labelled photos, see the README. */
    pass: z.number().min(0).max(100).default(70),
    /** A score from here to `pass` is for a person to look at; below it is rejected. */
    review: z.number().min(0).max(100).default(35),
    /** A report that is less sure of itself than this never passes unseen. */
    passConfidence: z.number().min(0).max(1).default(0.6),
    /** Codes whose critical findings reject whatever the score is. */
    rejectOn: z.array(defectCodeSchema).default(['EMPTY_CUTOUT', 'BACKGROUND_NOT_REMOVED']),
  })
  .refine(({ pass, review }) => review <= pass, { path: ['review'], error: '`review` must not be above `pass`.' });
export type Thresholds = z.infer<typeof thresholdsSchema>;
/** Thresholds as a caller writes them: what is left out takes its default. */
export type ThresholdsInput = z.input<typeof thresholdsSchema>;
