import * as z from 'zod';

/** What can be asked of a provider. */
export const operationSchema = z.enum(['removeBackground', 'generateImage', 'editImage', 'analyzeImage']);
export type Operation = z.infer<typeof operationSchema>;

/** What a provider can do, as data: a router reads nothing else. */
export const abilitiesSchema = z.object({
  /** Name in results, settings and ledgers. */
  provider: z.string().regex(/^[a-z][a-z0-9-]*$/),
  operations: z.array(
    z.object({
      operation: operationSchema,
      models: z.array(z.string()).min(1),
      /** What is accepted before it is sent; undefined is no limit of the provider's own. */
      limits: z.object({
        bytes: z.int().positive().optional(),
        pixels: z.int().positive().optional(),
        concurrency: z.int().positive().optional(),
      }),
      inputTypes: z.array(z.string()).min(1),
      outputFormats: z.array(z.string()).min(1),
      /** Price of one call. 0 is said, never assumed. */
      priceUsd: z.number().nonnegative(),
      /** What a call usually takes, for choosing and for estimates. */
      expectedMs: z.number().positive(),
    }),
  ),
});
export type Abilities = z.infer<typeof abilitiesSchema>;

export const providerHealthSchema = z.object({
  state: z.enum(['ready', 'degraded', 'unavailable']),
  /** One sentence for a person. */
  message: z.string(),
  /** What to do, where something is wrong. */
  hint: z.string().optional(),
});
export type ProviderHealth = z.infer<typeof providerHealthSchema>;
