import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { problemSchema } from './problem.ts';

/** What becomes of a photo on the platform when its file goes away on the computer. */
export const deletionRuleSchema = z.enum(['keep', 'delete']);
export type DeletionRule = z.infer<typeof deletionRuleSchema>;

/** What a computer says of a folder that it keeps in step. */
export const syncReportSchema = z.strictObject({
  computer: z.string().min(1).max(120),
  folder: z.string().min(1).max(500),
  results: z.string().max(500).nullable(),
  state: z.enum(['scanning', 'working', 'in-step', 'paused', 'stopped', 'failed']),
  deletions: deletionRuleSchema,
  files: z.int().nonnegative().meta({ description: 'Photos in the folder.' }),
  waiting: z.int().nonnegative().meta({ description: 'Photos that are still to go up.' }),
  sent: z.int().nonnegative().meta({ description: 'Photos that went up since it was set up.' }),
  fetched: z.int().nonnegative().meta({ description: 'Results that came back.' }),
  conflicts: z.int().nonnegative().meta({ description: 'Files that were kept twice, since both sides had changed them.' }),
  bytesPerSecond: z.number().nonnegative().nullable(),
  problem: problemSchema.nullable(),
});
export type SyncReport = z.infer<typeof syncReportSchema>;

/** A folder on some computer that is kept in step with the platform. */
export const syncFolderSchema = syncReportSchema
  .extend({
    id: idSchema,
    isPaused: z.boolean().meta({ description: 'Asked to rest, from the page.' }),
    isThere: z.boolean().meta({ description: 'Heard of within the last two minutes.' }),
    reportedAt: timeSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'SyncFolder' });
export type SyncFolder = z.infer<typeof syncFolderSchema>;
