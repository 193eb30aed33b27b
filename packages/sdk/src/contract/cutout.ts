import { reportSchema } from '@forecourt/quality';
import * as z from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const warningSchema = z.object({ code: z.string(), message: z.string() });

/** The photo as it came in; its size is that of the upright picture. */
export const inputFactsSchema = z.object({
  path: z.string().optional(),
  sha256,
  bytes: z.int().nonnegative(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  type: z.string(),
});

export const outputFactsSchema = z.object({
  path: z.string().optional(),
  sha256,
  bytes: z.int().nonnegative(),
  format: z.enum(['png', 'webp', 'avif', 'tiff', 'jpeg']),
});

/** Milliseconds, by stage; `totalMs` is what the caller waited. */
export const timingsSchema = z.object({
  decodeMs: z.number().nonnegative(),
  inferenceMs: z.number().nonnegative(),
  refineMs: z.number().nonnegative(),
  reportMs: z.number().nonnegative(),
  encodeMs: z.number().nonnegative(),
  totalMs: z.number().nonnegative(),
});

/** Everything about one finished cutout but its pixels: what `forecourt cutout --json` prints and a job keeps. */
export const cutoutSummarySchema = z.object({
  input: inputFactsSchema,
  output: outputFactsSchema,
  provider: z.string(),
  model: z.string(),
  costUsd: z.number().nonnegative(),
  timings: timingsSchema,
  warnings: z.array(warningSchema),
  report: reportSchema.optional(),
});
export type CutoutSummary = z.infer<typeof cutoutSummarySchema>;
