import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { imageLimitsSchema } from '../../imaging/index.ts';
import type { ReplicateCatalogueInput } from './catalogue.ts';

export const replicateOptionsSchema = z.strictObject({
  token: z.string().trim().min(1).meta({ description: 'An API token of Replicate.' }),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.replicate.com/v1'),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('replicate')
    .meta({ description: 'Its name in results and settings, where there are several.' }),
  catalogue: z
    .union([z.string().min(1), z.custom<ReplicateCatalogueInput>((value) => typeof value === 'object' && value !== null)])
    .optional()
    .meta({ description: 'Other models and prices: an object, or the path of a JSON file.' }),
  // A cold model takes minutes until it begins; one that has begun is ended sooner, by its own price.
  deadlineMs: z.int().min(1).max(3_600_000).default(180_000).meta({ description: 'A run that takes longer is cancelled.' }),
  pollMs: z
    .strictObject({ first: z.number().positive(), most: z.number().positive() })
    .default({ first: 200, most: 2000 })
    .meta({ description: 'How soon it is asked for the first time how a run is, and how rarely later.' }),
  limits: imageLimitsSchema.optional(),
  fetch: z
    .custom<typeof fetch>((value) => typeof value === 'function', 'must be a function')
    .optional()
    .meta({ description: 'Sends the requests, where they have to go another way than usual.' }),
});

/** Parses options. @throws INVALID_INPUT that names what is wrong, and never the token */
export function readOptions(options: unknown): z.output<typeof replicateOptionsSchema> {
  const parsed = replicateOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new ForecourtError('INVALID_INPUT', `The options for Replicate are wrong: ${z.prettifyError(parsed.error)}`);
}
