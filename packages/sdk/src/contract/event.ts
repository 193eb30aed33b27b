import * as z from 'zod';
import { errorEventSchema } from './error-group.ts';
import { executionSchema, transferSchema } from './execution.ts';
import { generationSchema, photoAnalysisSchema } from './generation.ts';
import { hostSchema } from './host.ts';
import { hostJobEventSchema } from './host-job.ts';
import { idSchema, timeSchema } from './identifiers.ts';
import { apiKeySchema } from './identity.ts';
import { notificationKindSchema } from './notification.ts';
import { photoSchema } from './photo.ts';
import { budgetPeriodSchema } from './provider-settings.ts';
import { queuePauseSchema } from './queue.ts';
import { syncFolderSchema } from './sync.ts';
import { vehicleSchema } from './vehicle.ts';

const durable = { id: z.string().meta({ description: 'Cursor: ask for what came after it.' }), at: timeSchema };

/**
 * What happens in a dealership, in order. Events with an `id` are kept for a week and replayed after a reconnect;
 * `job.progressed`, `generation.progressed`, `host.probed`, `execution.logged`, `transfer.progressed` and `error.counted` are only for who is watching. `stream.reset` says that the cursor is too old: fetch everything anew.
 */
export const eventSchema = z
  .discriminatedUnion('type', [
    z.object({ ...durable, type: z.literal('vehicle.created'), data: vehicleSchema }),
    z.object({ ...durable, type: z.literal('vehicle.changed'), data: vehicleSchema }),
    z.object({ ...durable, type: z.literal('vehicle.deleted'), data: z.object({ id: idSchema }) }),
    z.object({ ...durable, type: z.literal('photo.added'), data: photoSchema }),
    z.object({ ...durable, type: z.literal('photo.changed'), data: photoSchema }),
    z.object({ ...durable, type: z.literal('photo.deleted'), data: z.object({ id: idSchema, vehicleId: idSchema }) }),
    z.object({ ...durable, type: z.literal('generation.created'), data: generationSchema }),
    z.object({ ...durable, type: z.literal('generation.changed'), data: generationSchema }),
    z.object({ ...durable, type: z.literal('generation.deleted'), data: z.object({ id: idSchema, rootId: idSchema }) }),
    z.object({ ...durable, type: z.literal('analysis.changed'), data: photoAnalysisSchema }),
    z.object({
      type: z.literal('generation.progressed'),
      at: timeSchema,
      data: z.object({
        id: idSchema,
        stage: z.string(),
        share: z.number().min(0).max(1),
        preview: z.string().nullable().meta({ description: 'A small WebP of what is there so far, as a data URL.' }),
      }),
    }),
    z.object({ ...durable, type: z.literal('key.created'), data: apiKeySchema }),
    z.object({ ...durable, type: z.literal('key.revoked'), data: apiKeySchema }),
    z.object({ ...durable, type: z.literal('error.raised'), data: errorEventSchema }),
    z.object({ ...durable, type: z.literal('error.changed'), data: errorEventSchema }),
    z.object({
      ...durable,
      type: z.literal('notification.raised'),
      data: z.object({ id: idSchema, kind: notificationKindSchema, title: z.string(), link: z.string().nullable() }),
    }),
    z.object({ ...durable, type: z.literal('notification.changed'), data: z.object({ id: idSchema }) }),
    z.object({
      type: z.literal('error.counted'),
      at: timeSchema,
      data: z.object({ id: idSchema, count: z.int().nonnegative(), lastSeenAt: timeSchema }),
    }),
    z.object({
      ...durable,
      type: z.literal('provider.changed'),
      data: z.object({ id: idSchema, name: z.string(), isDeleted: z.boolean() }),
    }),
    z.object({
      ...durable,
      type: z.literal('budget.alerted'),
      data: z.object({ period: budgetPeriodSchema, percent: z.int().meta({ description: 'So much of it is spent; 100 is all of it.' }) }),
    }),
    z.object({ ...durable, type: z.literal('host.changed'), data: hostSchema }),
    z.object({ ...durable, type: z.literal('script.changed'), data: z.object({ id: idSchema, isDeleted: z.boolean() }) }),
    z.object({ ...durable, type: z.literal('execution.changed'), data: executionSchema }),
    z.object({ ...durable, type: z.literal('sync.changed'), data: syncFolderSchema }),
    z.object({ type: z.literal('host.probed'), at: timeSchema, data: hostSchema }),
    z.object({
      type: z.literal('execution.logged'),
      at: timeSchema,
      data: z.object({ id: idSchema, events: z.array(hostJobEventSchema) }),
    }),
    z.object({ type: z.literal('transfer.progressed'), at: timeSchema, data: transferSchema }),
    z.object({ ...durable, type: z.literal('queue.changed'), data: z.object({ pause: queuePauseSchema.nullable() }) }),
    z.object({
      type: z.literal('job.progressed'),
      at: timeSchema,
      data: z.object({
        jobId: idSchema,
        photoId: idSchema,
        vehicleId: idSchema,
        stage: z.string(),
        share: z.number().min(0).max(1),
      }),
    }),
    z.object({ ...durable, type: z.literal('stream.opened'), data: z.object({}) }),
    z.object({ ...durable, type: z.literal('stream.reset'), data: z.object({}) }),
  ])
  .meta({ id: 'Event' });
export type ForecourtEvent = z.infer<typeof eventSchema>;
