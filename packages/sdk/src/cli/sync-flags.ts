import { z } from 'zod';
import { deletionRuleSchema } from '../contract/index.ts';

export const syncFlagsSchema = z
  .strictObject({
    results: z.string().min(1).optional(),
    deletions: deletionRuleSchema.default('keep'),
    vehicle: z.string().trim().min(1).max(64).optional(),
    bySubfolder: z.boolean().default(false),
    create: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(10_000_000).optional(),
    once: z.boolean().default(false),
    server: z.url({ protocol: /^https?$/, error: 'must be an address such as https://cars.example' }).optional(),
    keyFile: z.string().min(1).optional(),
    json: z.boolean().default(false),
  })
  .refine(({ vehicle, bySubfolder }) => (vehicle !== undefined) !== bySubfolder, {
    path: ['vehicle'],
    error: 'say whose photos they are: --vehicle VEHICLE, or --by-subfolder',
  });
export type SyncFlags = z.output<typeof syncFlagsSchema>;
