import * as z from 'zod';
import { assetSchema } from '../asset.ts';
import {
  generationEstimateSchema,
  generationSchema,
  generationWishSchema,
  newGenerationSchema,
  photoAnalysisSchema,
} from '../generation.ts';
import { idSchema } from '../identifiers.ts';
import { jobStateSchema } from '../job.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { angleSchema, photoSchema } from '../photo.ts';
import type { Route } from './route.ts';

const params = z.object({ generationId: idSchema });
const resultParams = z.object({ generationId: idSchema, resultId: idSchema });
const photoParams = z.object({ photoId: idSchema });

export const generationRoutes = {
  listGenerations: {
    method: 'get',
    path: '/generations',
    tag: 'Generations',
    summary: 'Pictures that were asked for, newest first.',
    access: 'generations:read',
    query: pageQuerySchema.extend({
      vehicleId: idSchema.optional(),
      rootId: idSchema.optional().meta({ description: 'Only those of one tree.' }),
      state: jobStateSchema.optional(),
      which: z.enum(['all', 'roots', 'favourites']).default('all').meta({ description: '`roots` are the beginnings of trees.' }),
    }),
    status: 200,
    answer: pageOf(generationSchema),
  },
  createGeneration: {
    method: 'post',
    path: '/generations',
    tag: 'Generations',
    summary: 'Ask for pictures. What no provider can do is refused before money is spent.',
    access: 'generations:write',
    body: newGenerationSchema,
    status: 202,
    answer: generationSchema,
    errors: [
      'ASSET_UNKNOWN',
      'PARAMETER_UNSUPPORTED',
      'NO_PROVIDER',
      'MODEL_UNKNOWN',
      'NOT_FOUND',
      'MODEL_RETIRED',
      'PRICE_UNKNOWN',
      'BUDGET_EXCEEDED',
    ],
  },
  estimateGeneration: {
    method: 'post',
    path: '/generations/estimate',
    tag: 'Generations',
    summary: 'Who could make it, for how much and how fast, or why not. Nothing is spent.',
    access: 'generations:read',
    body: generationWishSchema,
    status: 200,
    answer: generationEstimateSchema,
    errors: ['ASSET_UNKNOWN'],
  },
  addGenerationInput: {
    method: 'post',
    path: '/generations/inputs',
    tag: 'Generations',
    summary: 'Send a picture to start from: a sketch, a photo, a mask. The body is the file, of at most 32 MB.',
    access: 'generations:write',
    bodyType: 'image/*',
    status: 201,
    answer: assetSchema,
    errors: ['EMPTY_FILE', 'UNSUPPORTED_TYPE', 'NOT_DECODABLE', 'TRUNCATED', 'TOO_SMALL', 'TOO_MANY_PIXELS', 'DECODE_TIMEOUT'],
  },
  getGeneration: {
    method: 'get',
    path: '/generations/{generationId}',
    tag: 'Generations',
    summary: 'One generation with its results.',
    access: 'generations:read',
    params,
    status: 200,
    answer: generationSchema,
  },
  deleteGeneration: {
    method: 'delete',
    path: '/generations/{generationId}',
    tag: 'Generations',
    summary: 'Remove a generation with its results and all that goes on from it; work on them is cancelled. Photos made of results stay.',
    access: 'generations:write',
    params,
    status: 204,
  },
  cancelGeneration: {
    method: 'post',
    path: '/generations/{generationId}/cancel',
    tag: 'Generations',
    summary: 'Cancel a generation that is not done yet; the provider is told. Cancelling twice is no error.',
    access: 'generations:write',
    params,
    status: 202,
    answer: generationSchema,
    errors: ['NOT_CANCELLABLE'],
  },
  retryGeneration: {
    method: 'post',
    path: '/generations/{generationId}/retry',
    tag: 'Generations',
    summary: 'Start a failed or cancelled generation again, perhaps at another provider.',
    access: 'generations:write',
    params,
    body: z.strictObject({
      provider: z.string().min(1).max(80).nullable().optional().meta({ description: 'Null for the best; as before where left out.' }),
      model: z.string().min(1).max(200).nullable().optional(),
    }),
    status: 202,
    answer: generationSchema,
    errors: ['NOT_RETRYABLE', 'PARAMETER_UNSUPPORTED', 'NO_PROVIDER', 'MODEL_UNKNOWN', 'MODEL_RETIRED', 'PRICE_UNKNOWN', 'BUDGET_EXCEEDED'],
  },
  changeGenerationResult: {
    method: 'patch',
    path: '/generations/{generationId}/results/{resultId}',
    tag: 'Generations',
    summary: 'Mark a result as a favourite, or take the mark off.',
    access: 'generations:write',
    params: resultParams,
    body: z.strictObject({ isFavourite: z.boolean() }),
    status: 200,
    answer: generationSchema,
  },
  keepGenerationResult: {
    method: 'post',
    path: '/generations/{generationId}/results/{resultId}/photo',
    tag: 'Generations',
    summary: 'Take a result over as a photo of a vehicle. Twice gives the same photo.',
    access: 'photos:write',
    params: resultParams,
    body: z.strictObject({
      vehicleId: idSchema.optional().meta({ description: 'The one that it was made for, where left out.' }),
      name: z.string().trim().min(1).max(255).optional(),
      angle: angleSchema.nullable().optional(),
    }),
    status: 201,
    answer: photoSchema,
  },
  getPhotoAnalysis: {
    method: 'get',
    path: '/photos/{photoId}/analysis',
    tag: 'Photos',
    summary: 'What a model saw on the photo.',
    access: 'photos:read',
    params: photoParams,
    status: 200,
    answer: photoAnalysisSchema,
  },
  analyzePhoto: {
    method: 'post',
    path: '/photos/{photoId}/analysis',
    tag: 'Photos',
    summary:
      'Let a model look at the photo: whether it is a car, from where, its colour, damage, the number plate. What is known already is kept.',
    access: 'photos:write',
    params: photoParams,
    body: z.strictObject({
      again: z
        .boolean()
        .default(false)
        .meta({ description: 'Ask once more, though it is known; what was found on the same file shortly before may be the answer.' }),
    }),
    status: 202,
    answer: photoAnalysisSchema,
    errors: ['NO_PROVIDER'],
  },
} as const satisfies Record<string, Route>;
