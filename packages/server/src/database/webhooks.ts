import { ForecourtError } from '@forecourt/errors';
import type { EventType, Webhook } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { deliveriesChannel } from './deliveries.ts';
import { and, desc, eq, lt, sql } from './drizzle.ts';
import { eventsChannel } from './events.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { dealerships, webhooks } from './schema.ts';
import { isWebhook, type WebhookName } from './webhook-health.ts';

export type { WebhookName } from './webhook-health.ts';

type Row = typeof webhooks.$inferSelect;

export interface NewWebhook {
  readonly dealershipId: string;
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly EventType[];
  readonly secretId: string;
}

/** Adds a webhook that is told what happens from now on. */
export async function createWebhook(tx: Transaction, { dealershipId, eventTypes, ...webhook }: NewWebhook): Promise<Webhook> {
  const newest = tx.select({ sequence: dealerships.eventSequence }).from(dealerships).where(eq(dealerships.id, dealershipId));
  const [row] = await tx
    .insert(webhooks)
    .values({ id: newId(), dealershipId, ...webhook, eventTypes: [...new Set(eventTypes)], cursor: sql`(${newest})` })
    .returning();
  return webhookOf(row);
}

const cursorSchema = z.tuple([z.literal('webhooks'), z.uuid()]);

/** Webhooks, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listWebhooks(orm: ForecourtOrm, dealershipId: string, { cursor, limit }: PageQuery): Promise<Page<Webhook>> {
  const before = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await orm
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.dealershipId, dealershipId), before === undefined ? undefined : lt(webhooks.id, before)))
    .orderBy(desc(webhooks.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ id }) => ['webhooks', id]);
  return { ...page, items: page.items.map(webhookOf) };
}

/** @throws NOT_FOUND, also for one of another dealership */
export async function readWebhook(orm: ForecourtOrm, webhook: WebhookName): Promise<Webhook> {
  const [row] = await orm.select().from(webhooks).where(isWebhook(webhook));
  return webhookOf(row);
}

export interface WebhookChanges {
  readonly url?: string | undefined;
  readonly description?: string | undefined;
  readonly eventTypes?: readonly EventType[] | undefined;
  readonly state?: 'active' | 'paused' | undefined;
}

/** Changes what is given. One that is made active again has a clean slate and goes on where it stopped. @throws NOT_FOUND */
export async function changeWebhook(tx: Transaction, webhook: WebhookName, changes: WebhookChanges): Promise<Webhook> {
  const { eventTypes, state, ...rest } = changes;
  const [row] = await tx
    .update(webhooks)
    .set({
      ...rest,
      ...(eventTypes && { eventTypes: [...new Set(eventTypes)] }),
      ...(state && { state, problem: null, failingSince: null }),
      updatedAt: sql`now()`,
    })
    .where(isWebhook(webhook))
    .returning();
  // Who sends looks at once for what has waited for it.
  if (state === 'active')
    await tx.execute(sql`select pg_notify(${deliveriesChannel}, ''), pg_notify(${eventsChannel}, ${webhook.dealershipId})`);
  return webhookOf(row);
}

/** What was signed with: the secret, and the former one while it still counts. */
export interface WebhookSecrets {
  readonly secretId: string;
  readonly formerSecretId: string | null;
}

/** Removes a webhook with its deliveries. @returns its secrets, to be removed too. @throws NOT_FOUND */
export async function deleteWebhook(tx: Transaction, webhook: WebhookName): Promise<WebhookSecrets & { readonly url: string }> {
  const [row] = await tx.delete(webhooks).where(isWebhook(webhook)).returning();
  if (row === undefined) throw unknown();
  return row;
}

/** Signs with another secret from now on, and with the former one too for a while. @returns secrets that are of no use any more. @throws NOT_FOUND */
export async function changeWebhookSecret(
  tx: Transaction,
  webhook: WebhookName,
  { secretId, overlapHours }: { readonly secretId: string; readonly overlapHours: number },
): Promise<{ readonly webhook: Webhook; readonly unused: readonly string[] }> {
  const [before] = await tx.select().from(webhooks).where(isWebhook(webhook)).for('update');
  if (before === undefined) throw unknown();
  const isKept = overlapHours > 0;
  const [row] = await tx
    .update(webhooks)
    .set({
      secretId,
      formerSecretId: isKept ? before.secretId : null,
      formerSecretUntil: isKept ? sql`now() + ${overlapHours} * interval '1 hour'` : null,
      updatedAt: sql`now()`,
    })
    .where(isWebhook(webhook))
    .returning();
  const unused = [before.formerSecretId, isKept ? null : before.secretId].filter((id) => id !== null);
  return { webhook: webhookOf(row), unused };
}

/** Lets go of former secrets whose time is over. @returns them, to be removed too */
export async function endFormerSecrets(tx: Transaction): Promise<{ readonly dealershipId: string; readonly secretId: string }[]> {
  const isOver = lt(webhooks.formerSecretUntil, sql`now()`);
  const ended = await tx
    .select({ dealershipId: webhooks.dealershipId, id: webhooks.id, secretId: webhooks.formerSecretId })
    .from(webhooks)
    .where(isOver)
    .limit(100)
    .for('update', { skipLocked: true });
  const found: { dealershipId: string; secretId: string }[] = [];
  for (const { dealershipId, id, secretId } of ended) {
    await tx.update(webhooks).set({ formerSecretId: null, formerSecretUntil: null }).where(isWebhook({ dealershipId, id }));
    if (secretId !== null) found.push({ dealershipId, secretId });
  }
  return found;
}

function webhookOf(row: Row | undefined): Webhook {
  if (row === undefined) throw unknown();
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes,
    state: row.state,
    problem: row.problem,
    failingSince: row.failingSince?.toISOString() ?? null,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    formerSecretUntil: row.formerSecretUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function unknown(): ForecourtError {
  return new ForecourtError('NOT_FOUND', 'There is no such webhook.');
}
