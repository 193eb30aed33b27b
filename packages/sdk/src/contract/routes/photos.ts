import * as z from 'zod';
import { assetSchema } from '../asset.ts';
import { cutoutOfferSchema } from '../cutout-offer.ts';
import { idSchema, sha256Schema } from '../identifiers.ts';
import { removalOptionsSchema } from '../job.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { angleSchema, decisionSchema, photoSchema, photoStateSchema } from '../photo.ts';
import type { Route } from './route.ts';

const params = z.object({ photoId: idSchema });
const expectedVersion = z
  .int()
  .min(1)
  .max(2_147_483_647)
  .optional()
  .meta({ description: 'Refuse if the photo has changed since this version.' });

export const photoRoutes = {
  listPhotos: {
    method: 'get',
    path: '/photos',
    tag: 'Photos',
    summary: 'Photos of one vehicle in their order, or of all vehicles: newest first, or by doubt for review.',
    access: 'photos:read',
    query: pageQuerySchema.extend({
      vehicleId: idSchema.optional(),
      state: photoStateSchema.optional(),
      order: z.enum(['position', 'newest', 'doubt']).optional().meta({ description: '`doubt` puts the lowest scores first.' }),
    }),
    status: 200,
    answer: pageOf(photoSchema),
  },
  addPhoto: {
    method: 'post',
    path: '/vehicles/{vehicleId}/photos',
    tag: 'Photos',
    summary: 'Add a photo whose file the server has already: nothing is sent again. Adding the same file twice gives the same photo.',
    access: 'photos:write',
    params: z.object({ vehicleId: idSchema }),
    body: z.strictObject({
      sha256: sha256Schema,
      name: z.string().min(1).max(255),
      angle: angleSchema.nullable().optional(),
      options: removalOptionsSchema.optional(),
    }),
    status: 201,
    answer: photoSchema,
    errors: ['ASSET_UNKNOWN', 'NO_PROVIDER', 'MODEL_RETIRED', 'PARAMETER_UNSUPPORTED', 'PRICE_UNKNOWN'],
  },
  getPhoto: {
    method: 'get',
    path: '/photos/{photoId}',
    tag: 'Photos',
    summary: 'One photo.',
    access: 'photos:read',
    params,
    status: 200,
    answer: photoSchema,
  },
  changePhoto: {
    method: 'patch',
    path: '/photos/{photoId}',
    tag: 'Photos',
    summary: 'Change angle or place in the set.',
    access: 'photos:write',
    params,
    body: z.strictObject({ angle: angleSchema.nullable().optional(), position: z.int().min(0).max(100_000).optional(), expectedVersion }),
    status: 200,
    answer: photoSchema,
    errors: ['CHANGED_MEANWHILE'],
  },
  deletePhoto: {
    method: 'delete',
    path: '/photos/{photoId}',
    tag: 'Photos',
    summary: 'Remove a photo; work on it is cancelled.',
    access: 'photos:write',
    params,
    status: 204,
  },
  reviewPhoto: {
    method: 'post',
    path: '/photos/{photoId}/review',
    tag: 'Review',
    summary: 'Approve or reject the cutout.',
    access: 'reviews:write',
    params,
    body: z.strictObject({ decision: decisionSchema, reason: z.string().trim().max(500).optional(), expectedVersion }),
    status: 200,
    answer: photoSchema,
    errors: ['CHANGED_MEANWHILE', 'NOT_REVIEWABLE'],
  },
  undoReview: {
    method: 'delete',
    path: '/photos/{photoId}/review',
    tag: 'Review',
    summary: 'Take the last decision back.',
    access: 'reviews:write',
    params,
    status: 200,
    answer: photoSchema,
    errors: ['NOT_REVIEWABLE'],
  },
  processPhoto: {
    method: 'post',
    path: '/photos/{photoId}/jobs',
    tag: 'Photos',
    summary: 'Make a new cutout, for instance with more care. The old one stays until the new one is there.',
    access: 'photos:write',
    params,
    body: removalOptionsSchema,
    status: 202,
    answer: photoSchema,
    errors: ['ALREADY_WORKING', 'NO_PROVIDER', 'MODEL_RETIRED', 'PARAMETER_UNSUPPORTED', 'PRICE_UNKNOWN'],
  },
  listCutoutOffers: {
    method: 'get',
    path: '/cutout-offers',
    tag: 'Photos',
    summary: 'Who could make a cutout, for how much and how fast, or why not: whom a job may name. Nothing is spent.',
    access: 'photos:write',
    status: 200,
    answer: z.object({ items: z.array(cutoutOfferSchema).meta({ description: 'The one that would be asked first stands first.' }) }),
  },
  getAsset: {
    method: 'get',
    path: '/assets/{sha256}',
    tag: 'Assets',
    summary: 'What is known of a file.',
    access: 'photos:read',
    params: z.object({ sha256: sha256Schema }),
    status: 200,
    answer: assetSchema,
  },
  getAssetFile: {
    method: 'get',
    path: '/assets/{sha256}/file',
    tag: 'Assets',
    summary: 'The file itself, byte for byte; ranges are served.',
    access: 'photos:read',
    params: z.object({ sha256: sha256Schema }),
    query: z.object({ download: z.string().max(255).optional().meta({ description: 'Save under this name instead of showing it.' }) }),
    status: 200,
    answerType: 'image/*',
    errors: ['RANGE_NOT_SATISFIABLE'],
  },
  getAssetPreview: {
    method: 'get',
    path: '/assets/{sha256}/preview',
    tag: 'Assets',
    summary: 'The picture, upright and small, as WebP.',
    access: 'photos:read',
    params: z.object({ sha256: sha256Schema }),
    query: z.object({
      width: z.coerce
        .number()
        .pipe(z.literal([160, 320, 640, 1280, 2560]))
        .default(640)
        .meta({ enum: [160, 320, 640, 1280, 2560], description: 'Pixels; a smaller picture stays as it is.' }),
    }),
    status: 200,
    answerType: 'image/webp',
  },
} as const satisfies Record<string, Route>;
