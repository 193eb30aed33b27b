import * as z from 'zod';
import { eventSchema, type ForecourtEvent } from './event.ts';
import { idSchema, timeSchema } from './identifiers.ts';
import { problemSchema } from './problem.ts';

/** Types of the events that are kept: what webhooks can be told about. */
export type EventType = Exclude<Extract<ForecourtEvent, { id: string }>['type'], `stream.${string}`>;

const keptTypes = eventSchema.options.flatMap(({ shape }) => ('id' in shape && isEventType(shape.type.value) ? [shape.type.value] : []));

function isEventType(type: ForecourtEvent['type']): type is EventType {
  return !type.startsWith('stream.') && type !== 'job.progressed';
}

export const eventTypeSchema = z.enum(keptTypes).meta({ id: 'EventType', description: 'Type of an event that is kept.' });

/** What a test of a webhook sends. */
export const pingSchema = z.object({
  id: z.string(),
  at: timeSchema,
  type: z.literal('webhook.ping'),
  data: z.object({ webhookId: idSchema }),
});

/** The body of a webhook's message: an event as it stands in the stream of events, or a test. */
export const webhookMessageSchema = z.discriminatedUnion('type', [...eventSchema.options, pingSchema]).meta({ id: 'WebhookMessage' });
export type WebhookMessage = Extract<z.infer<typeof webhookMessageSchema>, { type: EventType | 'webhook.ping' }>;

/** `active`, `paused` by a person, or `disabled` since its receiver was away too long or said that it is gone. */
export const webhookStateSchema = z.enum(['active', 'paused', 'disabled']);
export type WebhookState = z.infer<typeof webhookStateSchema>;

/** An address that is told what happens. */
export const webhookSchema = z
  .object({
    id: idSchema,
    url: z.string().meta({ description: 'Gets a POST for each event.', example: 'https://dealer.example/forecourt' }),
    description: z.string(),
    eventTypes: z.array(eventTypeSchema),
    state: webhookStateSchema,
    problem: problemSchema.nullable().meta({ description: 'Why it was disabled.' }),
    failingSince: timeSchema.nullable().meta({ description: 'Since when every try has failed; after three days it is disabled.' }),
    deliveredAt: timeSchema.nullable().meta({ description: 'About when a message was accepted last, to the minute.' }),
    formerSecretUntil: timeSchema.nullable().meta({ description: 'Until when messages are signed with the former secret too.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhookSchema>;

/** `waiting` for its turn or for the next try, `sending`, then `delivered`, or `failed` for good. */
export const deliveryStateSchema = z.enum(['waiting', 'sending', 'delivered', 'failed']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** One request that was made, and what came of it. */
export const deliveryTrySchema = z.object({
  at: timeSchema,
  durationMs: z.int().nonnegative(),
  status: z.int().nullable().meta({ description: 'Status of the answer; null where there was none.' }),
  answer: z.string().nullable().meta({ description: 'How the answer began.' }),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type DeliveryTry = z.infer<typeof deliveryTrySchema>;

/** One message to one webhook. Its id is the header `webhook-id`, the same at every try. */
export const deliverySchema = z
  .object({
    id: idSchema,
    webhookId: idSchema,
    type: z.union([eventTypeSchema, z.literal('webhook.ping')]),
    state: deliveryStateSchema,
    attempts: z.int().nonnegative(),
    tries: z.array(deliveryTrySchema).meta({ description: 'The latest tries, oldest first.' }),
    problem: problemSchema.nullable().meta({ description: 'Why the last try failed.' }),
    createdAt: timeSchema,
    finishedAt: timeSchema.nullable(),
    nextTryAt: timeSchema.nullable(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof deliverySchema>;

/** The same with what was sent. */
export const sentDeliverySchema = deliverySchema
  .extend({ body: z.string().nullable().meta({ description: 'The JSON that is sent; null when it is older than a week.' }) })
  .meta({ id: 'SentDelivery' });
export type SentDelivery = z.infer<typeof sentDeliverySchema>;
