import * as z from 'zod';
import { assetSchema } from './asset.ts';
import { idSchema, sha256Schema, timeSchema } from './identifiers.ts';
import { jobStateSchema } from './job.ts';
import { angleSchema } from './photo.ts';
import { pictureParametersSchema } from './picture-request.ts';
import { problemSchema } from './problem.ts';
import { offerSchema, operationSchema } from './provider.ts';

/** Makes pictures: from words, or from pictures and words. */
export const generationOperationSchema = operationSchema.extract(['generateImage', 'editImage']);
export type GenerationOperation = z.infer<typeof generationOperationSchema>;

const usd = z.number().nonnegative();
const providerName = z.string().min(1).max(80);
const modelName = z.string().min(1).max(200);

const wish = {
  operation: generationOperationSchema,
  provider: providerName.optional().meta({ description: 'By its name; the best that can do it where left out.' }),
  model: modelName.optional().meta({ description: 'One of its models; the best where left out.' }),
  inputs: z
    .array(sha256Schema)
    .max(16)
    .default([])
    .meta({ description: 'Files that the server has: the picture to change first, then others to go by. None for pictures from words.' }),
  mask: sha256Schema.optional().meta({ description: 'A picture of the size of the first with alpha: what is transparent may be changed.' }),
};

/** What is wanted: a picture from words, or another one from a picture. */
export const newGenerationSchema = z.strictObject({
  ...wish,
  parameters: pictureParametersSchema,
  parentId: idSchema.optional().meta({ description: 'The generation from which this one goes on.' }),
  parentResultId: idSchema
    .optional()
    .meta({ description: 'The very result from which it goes on; an edit without inputs takes it as its picture.' }),
  vehicleId: idSchema.optional().meta({ description: 'What it is for.' }),
  merge: z
    .boolean()
    .default(true)
    .meta({ description: 'If the same is being made already, wait for that one instead of paying for a second.' }),
  priority: z.int().min(-10).max(10).default(0).meta({ description: 'Larger is sooner, among those of the dealership.' }),
});
export type NewGeneration = z.input<typeof newGenerationSchema>;

/** One picture that was made. */
export const generationResultSchema = z
  .object({
    id: idSchema,
    asset: assetSchema,
    revisedPrompt: z.string().nullable().meta({ description: 'The words that the provider made of the prompt, where it tells.' }),
    seed: z.int().nullable(),
    isFavourite: z.boolean(),
    photoId: idSchema.nullable().meta({ description: 'The photo of a vehicle that it was taken over as.' }),
  })
  .meta({ id: 'GenerationResult' });
export type GenerationResult = z.infer<typeof generationResultSchema>;

/** One try at one provider: in which order, how it ended, what it cost. */
export const generationAttemptSchema = z
  .object({
    provider: z.string(),
    model: z.string(),
    outcome: z.enum(['done', 'failed', 'skipped', 'cancelled']),
    isHedge: z.boolean(),
    code: z.string().nullable().meta({ description: 'Why it failed or was passed over.' }),
    reason: z.string().nullable(),
    startedAt: timeSchema,
    durationMs: z.number().nonnegative(),
    estimatedUsd: usd,
    costUsd: usd,
  })
  .meta({ id: 'GenerationAttempt' });
export type GenerationAttempt = z.infer<typeof generationAttemptSchema>;

/** Pictures that somebody asked for: a node of a tree, in which each goes on from a result of the one above. */
export const generationSchema = z
  .object({
    id: idSchema,
    rootId: idSchema.meta({ description: 'Where its tree begins; itself for the first.' }),
    parentId: idSchema.nullable(),
    parentResultId: idSchema.nullable(),
    childIds: z.array(idSchema).meta({ description: 'What goes on from it, oldest first.' }),
    vehicleId: idSchema.nullable(),
    operation: generationOperationSchema,
    parameters: pictureParametersSchema,
    provider: z.string().nullable().meta({ description: 'As it was wanted; null for the best.' }),
    model: z.string().nullable(),
    inputs: z.array(assetSchema),
    mask: assetSchema.nullable(),
    state: jobStateSchema,
    jobId: idSchema,
    mergedWith: idSchema.nullable().meta({ description: 'The generation whose call it shares: it costs nothing itself.' }),
    priority: z.int(),
    position: z.int().nonnegative().nullable().meta({ description: 'How many of the dealership are ahead of it, while it waits in turn.' }),
    progress: z
      .object({ stage: z.string(), share: z.number().min(0).max(1) })
      .nullable()
      .meta({ description: 'Only while working.' }),
    tries: z.int().nonnegative(),
    nextTryAt: timeSchema.nullable(),
    problem: problemSchema.nullable().meta({ description: 'Why the last try failed.' }),
    attempts: z.array(generationAttemptSchema).meta({ description: 'Who was asked, in order, and what came of it.' }),
    estimate: z
      .object({ mostUsd: usd, usualUsd: usd, expectedMs: z.number().nonnegative() })
      .nullable()
      .meta({ description: 'As it was said before.' }),
    made: z
      .object({
        provider: z.string(),
        model: z.string(),
        costUsd: usd.meta({ description: 'Of all tries together; 0 where it was cached or merged.' }),
        totalMs: z.number().nonnegative(),
        isCached: z.boolean(),
        warnings: z.array(z.object({ code: z.string(), message: z.string() })),
      })
      .nullable()
      .meta({ description: 'Once it is done.' }),
    results: z.array(generationResultSchema),
    by: z.string().meta({ description: 'Name of the person, or of the key.' }),
    correlationId: z.string().nullable(),
    createdAt: timeSchema,
    startedAt: timeSchema.nullable(),
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Generation' });
export type Generation = z.infer<typeof generationSchema>;

/** What is to be estimated: words may come later. */
export const generationWishSchema = z.strictObject({
  ...wish,
  parameters: pictureParametersSchema.extend({ prompt: z.string().trim().max(32_000).default('') }),
});
export type GenerationWish = z.input<typeof generationWishSchema>;

/** One model that offers the operation: whether it would do this very request, for how much, in what time. */
export const generationOfferSchema = z
  .object({
    provider: z.string(),
    offer: offerSchema.meta({ description: 'What it can do.' }),
    state: z.enum(['ready', 'degraded', 'unavailable']),
    message: z.string().nullable().meta({ description: 'What is wrong with the provider just now.' }),
    canDo: z.boolean(),
    problem: problemSchema.nullable().meta({ description: 'Why it would not do this, with what it can do.' }),
    mostUsd: usd.nullable(),
    usualUsd: usd.nullable(),
    expectedMs: z.number().positive(),
  })
  .meta({ id: 'GenerationOffer' });
export type GenerationOffer = z.infer<typeof generationOfferSchema>;

export const generationEstimateSchema = z
  .object({
    items: z
      .array(generationOfferSchema)
      .meta({ description: 'The one that would be asked first stands first; those that cannot stand last.' }),
    best: z.object({ provider: z.string(), model: z.string() }).nullable(),
  })
  .meta({ id: 'GenerationEstimate' });
export type GenerationEstimate = z.infer<typeof generationEstimateSchema>;

/** What is to be seen on a photo, by a model that looks at pictures. */
export const photoFindingsSchema = z.object({
  isCar: z.boolean(),
  angle: angleSchema.nullable(),
  colour: z.string().max(40).nullable().meta({ description: 'A plain word: white, dark blue …' }),
  damage: z.array(
    z.object({
      kind: z.enum(['scratch', 'dent', 'rust', 'crack', 'missing part', 'dirt', 'other']),
      place: z.string().max(80),
      severity: z.enum(['light', 'medium', 'heavy']),
    }),
  ),
  plate: z
    .object({
      left: z.number().min(0).max(1),
      top: z.number().min(0).max(1),
      right: z.number().min(0).max(1),
      bottom: z.number().min(0).max(1),
    })
    .nullable()
    .meta({ description: 'Where the number plate is, in shares of width and height of the upright photo.' }),
});
export type PhotoFindings = z.infer<typeof photoFindingsSchema>;

/** An analysis of a photo: under way, or what it found. */
export const photoAnalysisSchema = z
  .object({
    photoId: idSchema,
    state: jobStateSchema,
    findings: photoFindingsSchema.nullable(),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    costUsd: usd,
    problem: problemSchema.nullable(),
    createdAt: timeSchema,
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'PhotoAnalysis' });
export type PhotoAnalysis = z.infer<typeof photoAnalysisSchema>;
