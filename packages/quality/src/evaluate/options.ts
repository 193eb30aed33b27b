import { z } from 'zod';
import { simulations } from './simulate/simulations.ts';

export const evaluateOptionsSchema = z.strictObject({
  /** Chooses the halves and every random number: the same seed gives the same result. */
  seed: z.string().default(''),
  /** Names of the simulated defects; all if left out. */
  defects: z.array(z.enum(simulations.map(({ name }) => name))).optional(),
  bootstrapRounds: z.int().min(0).max(10_000).default(300),
  /** A mask whose boundary IoU is below this counts as poor. */
  poorBoundaryIou: z.number().min(0).max(1).default(0.8),
  /** The share of clean development cutouts that a threshold may flag wrongly. */
  falseAlarmShare: z.number().min(0).max(1).default(0.1),
  signal: z.instanceof(AbortSignal).optional(),
});
export type EvaluateOptions = z.input<typeof evaluateOptionsSchema>;
export type ResolvedEvaluateOptions = z.output<typeof evaluateOptionsSchema>;
