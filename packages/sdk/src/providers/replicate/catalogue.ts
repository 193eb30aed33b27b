import { readFileSync } from 'node:fs';
import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { type Offer, offerSchema, operationSchema } from '../../contract/index.ts';
import { readableTypes } from '../../imaging/index.ts';
import known from './catalogue.json' with { type: 'json' };

const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What of our requests a model may take; the names are ours. */
const parts = z.enum([
  'prompt',
  'negativePrompt',
  'count',
  'strength',
  'steps',
  'guidance',
  'seed',
  'image',
  'mask',
  'widthPx',
  'heightPx',
]);
export type InputPart = z.infer<typeof parts>;

export const replicateModelSchema = z
  .strictObject({
    // Pictures are decoded here and sent as JPEG or PNG, so every model takes what we can read.
    offer: offerSchema.omit({ inputTypes: true }).extend({ operation: operationSchema.exclude(['analyzeImage']) }),
    version: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable()
      .meta({ description: 'The version that is run; null for a model that its owner keeps running under its name.' }),
    hardware: z.string().nullable().default(null).meta({ description: 'What its seconds are charged for.' }),
    input: z.strictObject({
      fixed: fields.default({}).meta({ description: 'Sent with every request.' }),
      names: z.partialRecord(parts, z.string().min(1)).meta({ description: 'What the model calls the parts of our request.' }),
      format: z
        .strictObject({ name: z.string().min(1), words: z.partialRecord(z.enum(['png', 'webp', 'jpeg']), z.string().min(1)) })
        .optional(),
      sizes: z
        .array(z.strictObject({ widthPx: z.int().positive(), heightPx: z.int().positive(), fields }))
        .default([])
        .meta({ description: 'For models that know no width and height: what to send for each size that they make.' }),
    }),
  })
  .superRefine(({ offer, input }, context) => {
    for (const parameter of offer.parameters) {
      const part = parts.safeParse(parameter);
      if (!part.success || input.names[part.data] !== undefined) continue;
      context.addIssue({ code: 'custom', path: ['input', 'names', parameter], message: `${offer.model} declares it and does not name it` });
    }
  });
export type ReplicateModel = z.output<typeof replicateModelSchema>;

export const replicateCatalogueSchema = z.strictObject({
  checkedOn: z.iso.date().nullable(),
  models: z.array(replicateModelSchema).min(1),
});
export type ReplicateCatalogue = z.output<typeof replicateCatalogueSchema>;
export type ReplicateCatalogueInput = z.input<typeof replicateCatalogueSchema>;

/**
 * Reads the models: those that come with the package, or others as an object or as the path of a JSON file.
 *
 * @throws INVALID_INPUT with every place that is wrong
 */
export function readCatalogue(catalogue: ReplicateCatalogueInput | string | undefined): ReplicateCatalogue {
  const parsed = replicateCatalogueSchema.safeParse(typeof catalogue === 'string' ? readJson(catalogue) : (catalogue ?? known));
  if (parsed.success) return parsed.data;
  throw new ForecourtError('INVALID_INPUT', `The catalogue of Replicate’s models is wrong: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

/** What a router reads of a model. */
export function offerOf({ offer, input }: ReplicateModel): Offer {
  const list = input.sizes.map(({ widthPx, heightPx }) => ({ widthPx, heightPx }));
  return {
    ...offer,
    inputTypes: offer.operation === 'generateImage' ? [] : [...readableTypes],
    ...(list.length > 0 && { sizes: { kind: 'list', list } }),
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw ForecourtError.from(error, 'INVALID_INPUT', `The catalogue ${path} cannot be read`);
  }
}
