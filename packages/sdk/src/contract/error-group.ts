import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { jobStateSchema } from './job.ts';

/** Which part failed. */
export const failurePlaceSchema = z.enum(['http', 'job', 'delivery', 'import', 'engine', 'storage', 'schedule', 'start', 'provider']);
export type FailurePlace = z.infer<typeof failurePlaceSchema>;

/** `regressed` was resolved and happened again. */
export const errorStateSchema = z.enum(['open', 'acknowledged', 'resolved', 'regressed']);
export type ErrorState = z.infer<typeof errorStateSchema>;

const count = z.int().nonnegative();

/** Failures that have the same cause, as far as can be told: same code, same part, same message but for its names and numbers. */
export const errorGroupSchema = z
  .object({
    id: idSchema,
    code: z.string(),
    where: failurePlaceSchema,
    operation: z.string().nullable().meta({ description: 'Route, operation or kind of delivery that failed.' }),
    provider: z.string().nullable(),
    title: z.string().meta({ description: 'What happened, in a few words.' }),
    message: z.string().meta({ description: 'What the latest one said.' }),
    hint: z.string().meta({ description: 'What to do.' }),
    state: errorStateSchema,
    firstSeenAt: timeSchema,
    lastSeenAt: timeSchema,
    count,
    lastDayCount: count.meta({ description: 'How many of them within the last 24 hours.' }),
    jobCount: count.meta({ description: 'Jobs that failed this way, now or earlier.' }),
    failedJobCount: count.meta({ description: 'Those of them that still stand as failed: they can be tried again.' }),
    photoCount: count,
    changedBy: z.string().nullable().meta({ description: 'Who acknowledged, resolved or reopened it last.' }),
    changedAt: timeSchema.nullable(),
    isOfInstallation: z.boolean().meta({ description: 'Belongs to no dealership: only operators see it.' }),
  })
  .meta({ id: 'ErrorGroup' });
export type ErrorGroup = z.infer<typeof errorGroupSchema>;

/** One failure with all that is known of it. The last 20 of a group are kept. */
export const occurrenceSchema = z
  .object({
    id: idSchema,
    at: timeSchema,
    message: z.string(),
    correlationId: z.string().nullable().meta({ description: 'Stands in the logs, from the browser to the provider.' }),
    jobId: idSchema.nullable(),
    photoId: idSchema.nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ErrorOccurrence' });
export type ErrorOccurrence = z.infer<typeof occurrenceSchema>;

/** How many failed in the hour that begins at `at`. */
export const errorHourSchema = z.object({ at: timeSchema, count });
export type ErrorHour = z.infer<typeof errorHourSchema>;

/** A job that failed this way, with its photo. */
export const affectedJobSchema = z.object({
  jobId: idSchema,
  photoId: idSchema,
  photoName: z.string(),
  vehicleId: idSchema,
  state: jobStateSchema,
  at: timeSchema,
});
export type AffectedJob = z.infer<typeof affectedJobSchema>;

export const errorDetailSchema = errorGroupSchema
  .extend({
    occurrences: z.array(occurrenceSchema).meta({ description: 'The latest first.' }),
    hours: z.array(errorHourSchema).meta({ description: 'The last 24 hours, oldest first.' }),
    affected: z.array(affectedJobSchema).meta({ description: 'The latest 100, those that still stand as failed first.' }),
  })
  .meta({ id: 'ErrorDetail' });
export type ErrorDetail = z.infer<typeof errorDetailSchema>;

/** What an event tells of a group: names and figures, nothing that only some may read. */
export const errorEventSchema = z.object({
  id: idSchema,
  code: z.string(),
  where: failurePlaceSchema,
  operation: z.string().nullable(),
  provider: z.string().nullable(),
  title: z.string(),
  state: errorStateSchema,
  count,
  firstSeenAt: timeSchema,
  lastSeenAt: timeSchema,
});
export type ErrorEvent = z.infer<typeof errorEventSchema>;
