import {
  type DeliveryState,
  type DeliveryTry,
  deliveryStateSchema,
  type EventType,
  type Problem,
  type WebhookState,
  webhookStateSchema,
} from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { dealerships } from './identity.ts';
import { secrets } from './secrets.ts';

/** Addresses that are told what happens. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    url: text('url').notNull(),
    description: text('description').notNull(),
    eventTypes: text('event_types').array().$type<EventType[]>().notNull(),
    state: text('state').$type<WebhookState>().notNull().default('active'),
    /** Why it was switched off without being asked. */
    problem: jsonb('problem').$type<Problem>(),
    /** What messages are signed with; after a change the former secret signs too for a while. */
    secretId: uuid('secret_id').notNull(),
    formerSecretId: uuid('former_secret_id'),
    formerSecretUntil: time('former_secret_until'),
    /** Sequence of the last event that was looked at for it. */
    cursor: bigint('cursor', { mode: 'number' }).notNull(),
    /** Since when every try has failed; null if the last one was good. */
    failingSince: time('failing_since'),
    deliveredAt: time('delivered_at'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('webhooks_active').on(table.dealershipId, table.cursor).where(sql.raw(`"state" = 'active'`)),
    check('webhooks_state', oneOf('state', webhookStateSchema.options)),
    check('webhooks_former_secret', sql.raw('("former_secret_id" is null) = ("former_secret_until" is null)')),
    foreignKey({ name: 'webhooks_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
    foreignKey({
      name: 'webhooks_secret',
      columns: [table.dealershipId, table.secretId],
      foreignColumns: [secrets.dealershipId, secrets.id],
    }),
    foreignKey({
      name: 'webhooks_former_secret_known',
      columns: [table.dealershipId, table.formerSecretId],
      foreignColumns: [secrets.dealershipId, secrets.id],
    }),
  ],
);

const deliveryKinds = ['email', 'webhook'] as const;

/** Messages that go out: written with what they tell about, sent afterwards, kept as a history. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    kind: text('kind', { enum: deliveryKinds }).notNull(),
    /** Of an e-mail. */
    recipient: text('recipient'),
    subject: text('subject'),
    /** Of a webhook. The sequence is that of its event; a ping has none. */
    webhookId: uuid('webhook_id'),
    eventType: text('event_type').$type<EventType | 'webhook.ping'>(),
    eventSequence: bigint('event_sequence', { mode: 'number' }),
    /** Text of the e-mail, or the very JSON that is signed; null when it is forgotten. */
    body: text('body'),
    state: text('state').$type<DeliveryState>().notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    tries: jsonb('tries').$type<DeliveryTry[]>().notNull().default([]),
    /** Raised whenever somebody begins to send it: an outcome with an older number is refused. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: time('lease_until'),
    nextTryAt: time('next_try_at'),
    problem: jsonb('problem').$type<Problem>(),
    createdAt: now('created_at'),
    finishedAt: time('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    // An event goes to a webhook once, however often it was looked at.
    uniqueIndex('deliveries_of_event').on(table.dealershipId, table.webhookId, table.eventSequence),
    index('deliveries_of_webhook').on(table.dealershipId, table.webhookId, table.id),
    index('deliveries_by_state').on(table.dealershipId, table.webhookId, table.state, table.id),
    index('deliveries_due').on(table.dealershipId, table.webhookId, table.nextTryAt).where(sql.raw(`"state" = 'waiting'`)),
    index('deliveries_due_email').on(table.nextTryAt).where(sql.raw(`"state" = 'waiting' and "kind" = 'email'`)),
    index('deliveries_leased').on(table.leaseUntil).where(sql.raw(`"state" = 'sending'`)),
    index('deliveries_created_at').on(table.createdAt),
    check('deliveries_state', oneOf('state', deliveryStateSchema.options)),
    check(
      'deliveries_kind',
      sql.raw(`case "kind" when 'email' then "recipient" is not null and "subject" is not null and "webhook_id" is null
        when 'webhook' then "webhook_id" is not null and "event_type" is not null else false end`),
    ),
    foreignKey({ name: 'deliveries_dealership', columns: [table.dealershipId], foreignColumns: [dealerships.id] }).onDelete('cascade'),
    foreignKey({
      name: 'deliveries_webhook',
      columns: [table.dealershipId, table.webhookId],
      foreignColumns: [webhooks.dealershipId, webhooks.id],
    }).onDelete('cascade'),
  ],
);
