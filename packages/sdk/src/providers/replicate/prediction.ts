import * as z from 'zod';

/** One run of a model, as far as it is read: the API says more, and may say more still. */
export const predictionSchema = z.object({
  // It becomes a part of addresses.
  id: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
  model: z.string().optional(),
  version: z.string().nullish(),
  input: z.record(z.string(), z.unknown()).optional(),
  // Left out while there is none.
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  logs: z.string().nullish(),
  metrics: z.object({ predict_time: z.number().nonnegative().optional() }).nullish(),
  data_removed: z.boolean().optional(),
  created_at: z.string().optional(),
});
export type Prediction = z.output<typeof predictionSchema>;

/** Whether nothing more will come of it. */
export function hasEnded({ status }: Prediction): boolean {
  return status !== 'starting' && status !== 'processing';
}

/** How far a model says that it is, 0 to 1: the last bar in its logs. */
export function shareOf({ logs }: Prediction): number | undefined {
  const percent = logs
    ?.match(/(\d{1,3})%\s*\|/g)
    ?.at(-1)
    ?.match(/\d+/)?.[0];
  return percent === undefined ? undefined : Math.min(1, Number(percent) / 100);
}

/** The seed that a model chose by itself, where its logs tell. */
export function seedOf({ logs }: Prediction): number | undefined {
  const seed = logs?.match(/\bseed[:=]\s*(\d{1,10})\b/i)?.[1];
  return seed === undefined ? undefined : Number(seed);
}

/** Addresses of what a model made: it gives one, or a list. */
export function outputsOf({ output }: Prediction): readonly string[] | null {
  const parsed = z.union([z.string().transform((one) => [one]), z.array(z.string())]).safeParse(output);
  return parsed.success ? parsed.data : null;
}
