import { imageLimitsSchema } from '@forecourt/sdk/imaging';
import { z } from 'zod';

const day = 86_400_000;

/**
 * What uploads may cost.
 *
 * - `maxBytes`: size of one file. By default what a picture may have, so that nobody sends for minutes what is refused at the end.
 * - `maxUnderWay`: unfinished uploads of one dealership. 1,000 is some thirty vehicles at thirty photos each.
 * - `expiryMs`: an upload that was left this long is removed.
 * - `drainMs`: how long a request that holds an upload may go on after another one asked for it.
 * - `lockWaitMs`: how long a request waits for an upload that another one holds, before it is told `UPLOAD_LOCKED`.
 */
export const uploadLimitsSchema = z.strictObject({
  maxBytes: z.int().positive().default(imageLimitsSchema.parse({}).bytes),
  maxUnderWay: z.int().positive().default(1000),
  expiryMs: z
    .int()
    .positive()
    .default(7 * day),
  drainMs: z.int().positive().max(1000).default(250),
  lockWaitMs: z.int().positive().default(5000),
});
export type UploadLimits = z.output<typeof uploadLimitsSchema>;
export type UploadLimitsInput = z.input<typeof uploadLimitsSchema>;
