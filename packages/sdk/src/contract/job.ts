import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { problemSchema } from './problem.ts';

/** `waiting` for its turn or for the next try, `working`, then `done`, `failed` or `cancelled` for good. */
export const jobStateSchema = z.enum(['waiting', 'working', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof jobStateSchema>;

/** What a removal of the background may be asked to do differently. */
export const removalOptionsSchema = z.strictObject({
  careful: z.boolean().default(false).meta({ description: 'A second, closer look at the edges: better and about three times as slow.' }),
  model: z.string().max(80).optional(),
  provider: z.string().min(1).max(80).optional().meta({
    description:
      'The one provider of the dealership that may do it, by its name; `local` is this machine where none is set up. Whoever its rules choose where left out.',
  }),
  priority: z.int().min(-10).max(10).optional().meta({
    description:
      'Larger is sooner. Photos come in with 0, another try that somebody waits for with 10; give -10 to what may take its time.',
  }),
});
export type RemovalOptions = z.infer<typeof removalOptionsSchema>;

/** One durable unit of work with a state, a progress and a history. It has one result, however often it was started. */
export const jobSchema = z
  .object({
    id: idSchema,
    operation: z.literal('removeBackground'),
    vehicleId: idSchema,
    photoId: idSchema,
    photoName: z.string(),
    options: removalOptionsSchema,
    state: jobStateSchema,
    progress: z
      .object({ stage: z.string(), share: z.number().min(0).max(1) })
      .nullable()
      .meta({ description: 'Only while working.' }),
    priority: z.int().meta({ description: 'Larger is sooner, among the jobs of the dealership.' }),
    position: z.int().nonnegative().nullable().meta({
      description:
        'How many jobs of the dealership are ahead of it, while it waits in turn; null also where there are a thousand and more.',
    }),
    attempts: z.int().nonnegative(),
    provider: z.string().nullable(),
    problem: problemSchema.nullable().meta({ description: 'Why the last try failed.' }),
    correlationId: z.string().nullable().meta({ description: 'Names what somebody did that it came from: it stands in the logs.' }),
    createdAt: timeSchema,
    startedAt: timeSchema.nullable(),
    finishedAt: timeSchema.nullable(),
    nextTryAt: timeSchema.nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;
