import * as z from 'zod';

/** What can be asked of a provider. */
export const operationSchema = z.enum(['removeBackground', 'generateImage', 'editImage', 'analyzeImage']);
export type Operation = z.infer<typeof operationSchema>;

/** A parameter of a request that some models take and others do not. */
export const parameterSchema = z.enum([
  'negativePrompt',
  'strength',
  'steps',
  'guidance',
  'seed',
  'size',
  'quality',
  'transparent',
  'mask',
  'background',
  'careful',
]);
export type Parameter = z.infer<typeof parameterSchema>;

/** Whole millionths of a US dollar: sums of them have no rounding. */
export type Microdollars = number;

const usd = z.number().nonnegative();
const pixels = z.int().positive();

/**
 * What a call costs, in US dollars. The most that a call can cost is known before it is made, from this and the request alone; what it did
 * cost is reckoned afterwards, from what the provider says that it used. 0 is said, never assumed.
 */
export const priceSchema = z.discriminatedUnion('per', [
  z.object({ per: z.literal('call'), usd }),
  z.object({
    per: z.literal('image'),
    usd: usd.meta({ description: 'The dearest picture that the model makes.' }),
    kinds: z
      .array(z.object({ quality: z.string().optional(), widthPx: pixels.optional(), heightPx: pixels.optional(), usd }))
      .default([])
      .meta({ description: 'Dearer and cheaper ones; the first that fits is taken.' }),
  }),
  z.object({ per: z.literal('megapixel'), usd }),
  z.object({
    per: z.literal('second'),
    usd,
    mostSeconds: z.number().positive().meta({ description: 'A call is ended after so long: what it can cost at most.' }),
  }),
  z.object({
    per: z.literal('token'),
    inputTextUsdPerMillion: usd,
    inputImageUsdPerMillion: usd,
    outputUsdPerMillion: usd,
    inputTokensOfPicture: z.int().nonnegative().meta({ description: 'The most that one picture of the request counts for.' }),
    outputTokens: z
      .array(
        z.object({ quality: z.string().optional(), widthPx: pixels.optional(), heightPx: pixels.optional(), tokens: z.int().positive() }),
      )
      .min(1)
      .meta({ description: 'The most that one result counts for; the first that fits is taken, so the dearest stands last and fits all.' }),
    usualOutputTokens: z.int().positive().optional().meta({ description: 'What one result counts for as a rule, where that is less.' }),
  }),
]);
export type Price = z.infer<typeof priceSchema>;

const range = z.object({ least: z.number(), most: z.number() });

/** One operation of one model: what it takes, what it gives, what it costs. */
export const offerSchema = z.object({
  operation: operationSchema,
  model: z.string().min(1),
  title: z.string().optional().meta({ description: 'The name of the model for people.' }),
  /** What is accepted before it is sent; undefined is no limit of the provider's own. */
  limits: z.object({
    bytes: z.int().positive().optional(),
    pixels: z.int().positive().optional(),
    inputPictures: z.int().positive().optional(),
    promptCharacters: z.int().positive().optional(),
    /** Results of one call. */
    count: z.int().positive().optional(),
    concurrency: z.int().positive().optional(),
    requestsPerMinute: z.int().positive().optional(),
  }),
  /** Media types of pictures that are taken: none where the operation takes none. */
  inputTypes: z.array(z.string()),
  /** Formats of pictures that are given: none where the operation gives none. */
  outputFormats: z.array(z.string()),
  sizes: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('list'), list: z.array(z.object({ widthPx: pixels, heightPx: pixels })).min(1) }),
      z.object({
        kind: z.literal('range'),
        leastPx: pixels,
        mostPx: pixels,
        multipleOf: pixels,
        leastPixels: pixels.optional(),
        mostPixels: pixels.optional(),
        mostAspect: z.number().min(1).optional().meta({ description: 'How many times longer the long side may be.' }),
      }),
      z.object({ kind: z.literal('as-input') }),
    ])
    .optional()
    .meta({ description: 'Sizes that can be asked for.' }),
  /** Parameters that have an effect; a request with another is not for this model. */
  parameters: z.array(parameterSchema),
  ranges: z.partialRecord(z.enum(['strength', 'steps', 'guidance']), range).default({}),
  qualities: z.array(z.string()).default([]),
  defaults: z
    .object({ quality: z.string().optional(), size: z.object({ widthPx: pixels, heightPx: pixels }).optional() })
    .default({})
    .meta({ description: 'What is sent where a request says nothing, so that its price is known: else the dearest is reckoned.' }),
  price: priceSchema.nullable().meta({ description: 'Null where it is not known: such a model is not used.' }),
  /** What a call usually takes, for choosing and for estimates. */
  expectedMs: z.number().positive(),
  retiresOn: z.iso.date().nullable().default(null).meta({ description: 'From then on the provider answers no more.' }),
  replacedBy: z.string().nullable().default(null),
});
export type Offer = z.infer<typeof offerSchema>;

/** What a provider can do, as data: a router reads nothing else. */
export const abilitiesSchema = z.object({
  /** Name in results, settings and ledgers. */
  provider: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** When prices and models were last compared with what the provider publishes; null where it publishes nothing. */
  checkedOn: z.iso.date().nullable().default(null),
  /** The first of an operation is the one that is meant where no model is named. */
  offers: z.array(offerSchema),
});
export type Abilities = z.infer<typeof abilitiesSchema>;

export const providerHealthSchema = z.object({
  state: z.enum(['ready', 'degraded', 'unavailable']),
  /** One sentence for a person. */
  message: z.string(),
  /** What to do, where something is wrong. */
  hint: z.string().optional(),
  code: z.string().optional().meta({ description: 'Code of the error that it met, where it met one.' }),
});
export type ProviderHealth = z.infer<typeof providerHealthSchema>;
