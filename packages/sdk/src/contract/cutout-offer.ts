import * as z from 'zod';
import { problemSchema } from './problem.ts';

const usd = z.number().nonnegative();

/** A provider that could make a cutout: how it is, for how much, and how fast. */
export const cutoutOfferSchema = z
  .object({
    provider: z.string().meta({ description: 'Its name, as the options of a job take it.' }),
    model: z.string(),
    title: z.string().nullable().meta({ description: 'The name of the model for people.' }),
    state: z.enum(['ready', 'degraded', 'unavailable']),
    message: z.string().nullable().meta({ description: 'What is known of how it is.' }),
    canDo: z.boolean(),
    problem: problemSchema.nullable().meta({ description: 'Why it would not be asked.' }),
    mostUsd: usd.nullable(),
    usualUsd: usd.nullable(),
    expectedMs: z.number().positive(),
  })
  .meta({ id: 'CutoutOffer' });
export type CutoutOffer = z.infer<typeof cutoutOfferSchema>;
