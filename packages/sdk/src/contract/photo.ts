import { reportSchema } from '@forecourt/quality';
import * as z from 'zod';
import { assetSchema } from './asset.ts';
import { timingsSchema, warningSchema } from './cutout.ts';
import { idSchema, timeSchema } from './identifiers.ts';
import { jobSchema } from './job.ts';

/**
 * Where a photo stands. `waiting` and `working` are the machine's, `review` is a person's, `approved` is in the listing;
 * `rejected` wants another photo or another try, `failed` and `cancelled` want a retry.
 */
export const photoStateSchema = z.enum(['waiting', 'working', 'review', 'approved', 'rejected', 'failed', 'cancelled']);
export type PhotoState = z.infer<typeof photoStateSchema>;

/** From where the vehicle is seen; null where nobody said. */
export const angleSchema = z.enum([
  'front',
  'front-left',
  'left',
  'rear-left',
  'rear',
  'rear-right',
  'right',
  'front-right',
  'interior',
  'detail',
]);
export type Angle = z.infer<typeof angleSchema>;

/** The vehicle with its background made transparent, as one job made it. */
export const photoCutoutSchema = z
  .object({
    asset: assetSchema,
    jobId: idSchema,
    provider: z.string(),
    model: z.string(),
    costUsd: z.number().nonnegative(),
    careful: z.boolean(),
    timings: timingsSchema,
    warnings: z.array(warningSchema),
    report: reportSchema.nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'PhotoCutout' });
export type PhotoCutout = z.infer<typeof photoCutoutSchema>;

export const decisionSchema = z.enum(['approve', 'reject']);
export type Decision = z.infer<typeof decisionSchema>;

/** What a person decided about the current cutout. */
export const reviewSchema = z
  .object({
    decision: decisionSchema,
    reason: z.string().max(500).nullable(),
    by: z.string().meta({ description: 'Name of the person, or of the key.' }),
    at: timeSchema,
  })
  .meta({ id: 'Review' });

/** One picture of a vehicle: the asset as it came in, its cutout, what is wrong with it, and what was decided. */
export const photoSchema = z
  .object({
    id: idSchema,
    vehicleId: idSchema,
    name: z.string().meta({ description: 'File name as it came in, without folders and control characters.' }),
    angle: angleSchema.nullable(),
    position: z.int().nonnegative().meta({
      description:
        'Where it stands in the set: the lowest is first. Numbers of removed photos stay free, so that whoever walks the pages meanwhile is shown every photo once; the next move closes them.',
    }),
    state: photoStateSchema,
    version: z.int().positive().meta({ description: 'Grows with every change; send it back to change only what you saw.' }),
    asset: assetSchema,
    cutout: photoCutoutSchema.nullable(),
    review: reviewSchema.nullable(),
    job: jobSchema.nullable().meta({ description: 'The latest job.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Photo' });
export type Photo = z.infer<typeof photoSchema>;

/** What buyers see of a vehicle: for each photo the approved cutout, else the photo as it came in. */
export const listingSchema = z
  .object({
    vehicle: z.object({
      id: idSchema,
      stockNumber: z.string(),
      title: z.string(),
      priceCents: z.int().nullable(),
      currency: z.string().nullable(),
    }),
    pictures: z.array(
      z.object({
        photoId: idSchema,
        angle: angleSchema.nullable(),
        kind: z.enum(['cutout', 'photo']),
        state: photoStateSchema,
        asset: assetSchema,
      }),
    ),
    ready: z.boolean().meta({ description: 'Whether every picture is an approved cutout.' }),
  })
  .meta({ id: 'Listing' });
export type Listing = z.infer<typeof listingSchema>;
