import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { operationSchema } from './provider.ts';

/** How one try of a call ended. `cached` was answered from what had been made before, at no cost. */
export const usageOutcomeSchema = z.enum(['done', 'failed', 'cancelled', 'cached']);
export type UsageOutcome = z.infer<typeof usageOutcomeSchema>;

/** Who a call was made for: a person, an API key, or nobody in particular. */
export const usageActorSchema = z.object({
  kind: z.enum(['person', 'key', 'system']),
  id: z.string().nullable(),
  name: z.string().nullable().meta({ description: 'Null where there is no such person or key any more.' }),
});
export type UsageActor = z.infer<typeof usageActorSchema>;

const microdollars = z.int().nonnegative();

/** One try of one call in the ledger. */
export const usageCallSchema = z
  .object({
    id: idSchema,
    at: timeSchema,
    provider: z.string(),
    model: z.string(),
    operation: operationSchema,
    outcome: usageOutcomeSchema,
    code: z.string().nullable().meta({ description: 'Why it failed.' }),
    isHedge: z.boolean().meta({ description: 'Started beside a slow one.' }),
    durationMs: z.int().nonnegative(),
    estimateMicrodollars: microdollars.meta({ description: 'What it could have cost at most, as known before.' }),
    costMicrodollars: microdollars.meta({
      description: 'What it cost. Where a failed call may have cost something and nobody can tell, the estimate.',
    }),
    actor: usageActorSchema,
    jobId: idSchema.nullable(),
    generationId: idSchema.nullable(),
    correlationId: z.string().nullable(),
  })
  .meta({ id: 'UsageCall' });
export type UsageCall = z.infer<typeof usageCallSchema>;

/** What sums of the ledger are grouped by. */
export const usageGroupSchema = z.enum(['provider', 'model', 'operation', 'person', 'day']);
export type UsageGroup = z.infer<typeof usageGroupSchema>;

const figures = {
  calls: z.int().nonnegative().meta({ description: 'Tries that were made; those answered from the cache are not among them.' }),
  done: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  cancelled: z.int().nonnegative(),
  cached: z.int().nonnegative(),
  costMicrodollars: microdollars,
  estimateMicrodollars: microdollars,
  medianMs: z
    .number()
    .nonnegative()
    .nullable()
    .meta({ description: 'Of those that succeeded; null without any, and over more than 31 days.' }),
  slowMs: z.number().nonnegative().nullable().meta({ description: 'So long or less took 95 of 100.' }),
};

/** Sum over one provider, model, operation, person or day. */
export const usageSumSchema = z.object({
  /** Name of the provider, `provider/model`, name of the operation, id of the person or key, or the day. */
  key: z.string(),
  label: z.string().meta({ description: 'The same for people.' }),
  ...figures,
});
export type UsageSum = z.infer<typeof usageSumSchema>;

/** What a dealership used from one day to another, both included (UTC). */
export const usageSummarySchema = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    groupBy: usageGroupSchema,
    items: z
      .array(usageSumSchema)
      .meta({ description: 'The dearest first; days in their order, without those on which nothing was called.' }),
    total: z.object(figures),
  })
  .meta({ id: 'UsageSummary' });
export type UsageSummary = z.infer<typeof usageSummarySchema>;
