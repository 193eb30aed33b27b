import { z } from 'zod';

/** A rectangle in pixels of the upright photo; `xPx`, `yPx` is its top left corner. */
export const boxSchema = z.strictObject({
  xPx: z.int().nonnegative(),
  yPx: z.int().nonnegative(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
});
export type Box = z.infer<typeof boxSchema>;

/** How much a defect matters: `minor` is seen by who looks for it, `major` by any buyer, `critical` spoils the picture. */
export const severitySchema = z.enum(['minor', 'major', 'critical']);
export type Severity = z.infer<typeof severitySchema>;

/** What can be done about a defect; a page turns each into one button. */
export const actionSchema = z.enum([
  'retake_photo',
  'try_careful_mode',
  'try_other_provider',
  'refine_edges',
  'fill_holes',
  'remove_islands',
  'decontaminate_edges',
  'touch_up_mask',
  'choose_other_photo',
  'adjust_exposure',
  'reduce_noise',
]);
export type Action = z.infer<typeof actionSchema>;

export const verdictSchema = z.enum(['pass', 'review', 'reject']);
export type Verdict = z.infer<typeof verdictSchema>;
