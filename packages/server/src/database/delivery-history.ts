import { ForecourtError } from '@forecourt/errors';
import type { Delivery, DeliveryState, SentDelivery } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { deliveriesChannel } from './deliveries.ts';
import { and, desc, eq, gte, isNotNull, lt, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { deliveries, webhooks } from './schema.ts';
import { isWebhook, type WebhookName } from './webhook-health.ts';

type Row = typeof deliveries.$inferSelect;

export interface DeliveryName {
  readonly dealershipId: string;
  readonly webhookId: string;
  readonly deliveryId: string;
}

const ofWebhook = ({ dealershipId, id }: WebhookName) => and(eq(deliveries.dealershipId, dealershipId), eq(deliveries.webhookId, id));
const isDelivery = ({ dealershipId, webhookId, deliveryId }: DeliveryName) =>
  and(ofWebhook({ dealershipId, id: webhookId }), eq(deliveries.id, deliveryId));

const cursorSchema = z.tuple([z.literal('deliveries'), z.uuid()]);

/** What goes to a webhook, newest first. @throws NOT_FOUND, INVALID_INPUT for a cursor of something else */
export async function listDeliveries(
  orm: ForecourtOrm,
  webhook: WebhookName,
  { cursor, limit, state }: PageQuery & { readonly state?: DeliveryState | undefined },
): Promise<Page<Delivery>> {
  const before = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await orm
    .select()
    .from(deliveries)
    .where(and(ofWebhook(webhook), state && eq(deliveries.state, state), before === undefined ? undefined : lt(deliveries.id, before)))
    .orderBy(desc(deliveries.id))
    .limit(limit + 1);
  if (rows.length === 0) await requireWebhook(orm, webhook);
  const page = pageOfRows(rows, limit, ({ id }) => ['deliveries', id]);
  return { ...page, items: page.items.map(deliveryOf) };
}

/** @throws NOT_FOUND */
export async function readDelivery(orm: ForecourtOrm, name: DeliveryName): Promise<SentDelivery> {
  const [row] = await orm.select().from(deliveries).where(isDelivery(name));
  if (row === undefined) throw unknown();
  return { ...deliveryOf(row), body: row.body };
}

const fromTheStart = { state: 'waiting', attempts: 0, problem: null, finishedAt: null, nextTryAt: sql`now()` } as const;

/** Has a message sent again, or now if it waits. One that is being sent stays as it is. @throws NOT_FOUND, WEBHOOK_NOT_ACTIVE, DELIVERY_FORGOTTEN */
export async function redeliver(tx: Transaction, name: DeliveryName): Promise<Delivery> {
  await requireActive(tx, { dealershipId: name.dealershipId, id: name.webhookId });
  const [row] = await tx.select().from(deliveries).where(isDelivery(name)).for('update');
  if (row === undefined) throw unknown();
  if (row.state === 'sending') return deliveryOf(row);
  if (row.body === null) throw new ForecourtError('DELIVERY_FORGOTTEN', 'What this delivery said is not kept any more.');
  const [again] = await tx.update(deliveries).set(fromTheStart).where(isDelivery(name)).returning();
  await tellSenders(tx);
  return deliveryOf(again ?? row);
}

/** Has all messages sent again that failed since a moment. @returns how many. @throws NOT_FOUND, WEBHOOK_NOT_ACTIVE */
export async function redeliverFailed(tx: Transaction, webhook: WebhookName, since: Date): Promise<number> {
  await requireActive(tx, webhook);
  const again = await tx
    .update(deliveries)
    .set(fromTheStart)
    .where(and(ofWebhook(webhook), eq(deliveries.state, 'failed'), gte(deliveries.finishedAt, since), isNotNull(deliveries.body)))
    .returning({ id: deliveries.id });
  if (again.length > 0) await tellSenders(tx);
  return again.length;
}

/** @throws NOT_FOUND, WEBHOOK_NOT_ACTIVE */
export async function requireActive(tx: Transaction, webhook: WebhookName): Promise<void> {
  const state = await requireWebhook(tx, webhook);
  if (state !== 'active') throw new ForecourtError('WEBHOOK_NOT_ACTIVE', `This webhook is ${state}: nothing is sent to it.`);
}

async function requireWebhook(orm: ForecourtOrm, webhook: WebhookName): Promise<(typeof webhooks.$inferSelect)['state']> {
  const [row] = await orm.select({ state: webhooks.state }).from(webhooks).where(isWebhook(webhook));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such webhook.');
  return row.state;
}

async function tellSenders(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${deliveriesChannel}, '')`);
}

function deliveryOf(row: Row): Delivery {
  if (row.webhookId === null || row.eventType === null) throw unknown();
  return {
    id: row.id,
    webhookId: row.webhookId,
    type: row.eventType,
    state: row.state,
    attempts: row.attempts,
    tries: row.tries,
    problem: row.problem,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    nextTryAt: row.nextTryAt?.toISOString() ?? null,
  };
}

function unknown(): ForecourtError {
  return new ForecourtError('NOT_FOUND', 'There is no such delivery.');
}
