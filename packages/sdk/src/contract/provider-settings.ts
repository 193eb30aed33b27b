import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { offerSchema, operationSchema, providerHealthSchema } from './provider.ts';

/** What kinds of providers a dealership can set up. */
export const providerKindSchema = z.enum(['local', 'remote', 'openai', 'replicate']);
export type ProviderKind = z.infer<typeof providerKindSchema>;

/** Kinds that are paid for and asked with a key. */
export const keyedKinds: readonly ProviderKind[] = ['openai', 'replicate'];

/** What the dealership allows a provider beside the provider's own limits; null is no limit of its own. */
export const providerLimitsSchema = z.strictObject({
  concurrency: z.int().min(1).max(100).nullable().default(null).meta({ description: 'Calls at once.' }),
  requestsPerMinute: z.int().min(1).max(100_000).nullable().default(null),
});
export type ProviderLimits = z.infer<typeof providerLimitsSchema>;

/** How a provider of several that could do it is chosen: the others follow when it fails. */
export const choiceSchema = z.enum(['order', 'price', 'speed', 'quality', 'weights']);
export type Choice = z.infer<typeof choiceSchema>;

/** `closed` lets calls through, `open` none until a moment, `half-open` one to try. */
export const breakerSchema = z.object({
  operation: operationSchema,
  state: z.enum(['closed', 'open', 'half-open']),
  until: timeSchema.nullable().meta({ description: 'Nothing is sent before this moment.' }),
  code: z.string().nullable().meta({ description: 'What failed last.' }),
});
export type Breaker = z.infer<typeof breakerSchema>;

/** A model that the provider takes away. */
export const retirementSchema = z.object({
  model: z.string(),
  operation: operationSchema,
  retiresOn: z.iso.date(),
  replacedBy: z.string().nullable(),
  isGone: z.boolean(),
});
export type Retirement = z.infer<typeof retirementSchema>;

/** A provider as a dealership uses it. Its key is never given. */
export const providerSettingsSchema = z
  .object({
    id: idSchema,
    kind: providerKindSchema,
    name: z.string().meta({ description: 'In results, usage and lists; one of each in a dealership.', example: 'openai' }),
    key: z
      .object({ lastFour: z.string(), changedAt: timeSchema })
      .nullable()
      .meta({ description: 'The last four characters of its key; null where it has none.' }),
    baseUrl: z.string().nullable().meta({ description: 'Where it is asked; null is the provider’s own address.' }),
    operations: z.array(operationSchema).meta({ description: 'What the dealership uses it for.' }),
    weight: z.int().min(0).max(1000).meta({ description: 'Share of the calls where weights choose.' }),
    position: z.int().nonnegative().meta({ description: '0 is asked first where the order chooses.' }),
    isEnabled: z.boolean(),
    limits: providerLimitsSchema,
    health: providerHealthSchema.extend({ checkedAt: timeSchema.nullable() }).meta({
      description: 'What was known last: from a test, or from a call that the provider refused for want of a key or of credit.',
    }),
    breakers: z.array(breakerSchema).meta({ description: 'Of each operation that it is used for.' }),
    retirements: z.array(retirementSchema).meta({ description: 'Models that are taken away within half a year, or were; soonest first.' }),
    pricesCheckedOn: z.iso.date().nullable().meta({ description: 'When its prices were last compared with what it publishes.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'ProviderSettings' });
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;

/** The same with everything that it can do, at what limits and price. */
export const providerDetailSchema = providerSettingsSchema.extend({ offers: z.array(offerSchema) }).meta({ id: 'ProviderDetail' });
export type ProviderDetail = z.infer<typeof providerDetailSchema>;

/** How a dealership's providers work together. */
export const providerRulesSchema = z
  .object({
    choose: choiceSchema,
    isDefault: z.boolean().meta({ description: 'Nothing is set up: the local engine makes the cutouts, alone and at no cost.' }),
  })
  .meta({ id: 'ProviderRules' });
export type ProviderRules = z.infer<typeof providerRulesSchema>;

const microdollars = z.int().nonnegative();

export const budgetPeriodSchema = z.enum(['day', 'month']);
export type BudgetPeriod = z.infer<typeof budgetPeriodSchema>;

/** What a dealership may spend in a day or a month (UTC), in millionths of a US dollar. At its end nothing that costs is started. */
export const budgetSchema = z
  .object({
    period: budgetPeriodSchema,
    limitMicrodollars: microdollars,
    alertsAtPercent: z.array(z.int().min(1).max(100)).meta({ description: 'People are told once when so much of it is spent.' }),
    spentMicrodollars: microdollars,
    reservedMicrodollars: microdollars.meta({ description: 'What calls under way can cost at most.' }),
    since: timeSchema,
    resetsAt: timeSchema,
  })
  .meta({ id: 'Budget' });
export type Budget = z.infer<typeof budgetSchema>;
