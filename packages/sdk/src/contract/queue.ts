import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { problemSchema } from './problem.ts';

/** Why no jobs begin: somebody stopped those of the dealership, or those of everybody. */
export const queuePauseSchema = z
  .object({
    scope: z.enum(['dealership', 'installation']),
    at: timeSchema,
    by: z.string().meta({ description: 'Who paused it.' }),
  })
  .meta({ id: 'QueuePause' });
export type QueuePause = z.infer<typeof queuePauseSchema>;

const count = z.int().nonnegative();

/** What waits and what is under way. */
const depth = {
  waiting: count.meta({ description: 'In turn.' }),
  delayed: count.meta({ description: 'Waiting for the time of their next try.' }),
  working: count,
  oldestWaitingAt: timeSchema.nullable().meta({ description: 'When the job was added that has waited the longest.' }),
};

/** The queue as one dealership sees it. */
export const queueSchema = z
  .object({
    pause: queuePauseSchema.nullable(),
    ...depth,
    failed: count.meta({ description: 'Jobs that failed for good and were neither tried again nor discarded.' }),
    doneLastHour: count,
    workers: z
      .object({ alive: count, places: count, underWay: count })
      .meta({ description: 'Workers serve all dealerships; `places` is how many jobs they can do at once.' }),
  })
  .meta({ id: 'Queue' });
export type QueueState = z.infer<typeof queueSchema>;

export const workerSchema = z
  .object({
    id: idSchema,
    host: z.string(),
    processId: z.int(),
    provider: z.string(),
    places: count,
    underWay: count,
    startedAt: timeSchema,
    seenAt: timeSchema,
  })
  .meta({ id: 'Worker' });
export type WorkerState = z.infer<typeof workerSchema>;

/** The queue as an operator sees it: of all dealerships with something in it, and who works. */
export const installationQueueSchema = z
  .object({
    pause: queuePauseSchema.nullable(),
    dealerships: z.array(z.object({ id: idSchema, name: z.string(), pause: queuePauseSchema.nullable(), ...depth })),
    workers: z.array(workerSchema),
  })
  .meta({ id: 'InstallationQueue' });
export type InstallationQueue = z.infer<typeof installationQueueSchema>;

/** Jobs that failed for good, for one reason. */
export const deadLetterCauseSchema = z
  .object({
    code: z.string(),
    provider: z.string().nullable(),
    count,
    tries: count.meta({ description: 'All tries of all of them.' }),
    firstSeenAt: timeSchema,
    lastSeenAt: timeSchema,
    problem: problemSchema.meta({ description: 'Of the latest.' }),
  })
  .meta({ id: 'DeadLetterCause' });
export type DeadLetterCause = z.infer<typeof deadLetterCauseSchema>;

/** Which of the jobs that failed for good. */
export const deadLetterChoiceSchema = z.discriminatedUnion('which', [
  z.strictObject({ which: z.literal('these'), jobIds: z.array(idSchema).min(1).max(500) }),
  z.strictObject({ which: z.literal('cause'), code: z.string().max(80), provider: z.string().max(80).nullable() }),
  z.strictObject({ which: z.literal('all') }),
]);
export type DeadLetterChoice = z.infer<typeof deadLetterChoiceSchema>;

/** One try of a job that came to no result. */
export const jobAttemptSchema = z
  .object({
    attempt: z.int().positive(),
    provider: z.string().nullable(),
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema,
    problem: problemSchema,
  })
  .meta({ id: 'JobAttempt' });
export type JobAttempt = z.infer<typeof jobAttemptSchema>;

/** A task that runs by the clock. */
export const scheduleSchema = z
  .object({
    task: z.string(),
    description: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    nextAt: timeSchema.nullable(),
    last: z
      .object({
        dueAt: timeSchema,
        state: z.enum(['running', 'done', 'failed']),
        startedAt: timeSchema,
        finishedAt: timeSchema.nullable(),
        problem: problemSchema.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof scheduleSchema>;
