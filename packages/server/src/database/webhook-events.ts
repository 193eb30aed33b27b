import type { Database } from './database.ts';
import { addDeliveries } from './deliveries.ts';
import { and, asc, eq, lt, sql } from './drizzle.ts';
import { readEvents } from './events.ts';
import type { ForecourtOrm } from './orm.ts';
import { dealerships, webhooks } from './schema.ts';
import { isWebhook } from './webhook-health.ts';

/** Events that are looked at in one transaction. */
const batch = 100;

/** Dealerships in which something happened that a webhook has not looked at. */
export async function findBehind(orm: ForecourtOrm): Promise<string[]> {
  const rows = await orm
    .selectDistinct({ id: webhooks.dealershipId })
    .from(webhooks)
    .innerJoin(dealerships, eq(dealerships.id, webhooks.dealershipId))
    .where(and(eq(webhooks.state, 'active'), lt(webhooks.cursor, dealerships.eventSequence)));
  return rows.map(({ id }) => id);
}

/**
 * Adds a delivery for each event that a webhook of the dealership wants and has not looked at, and moves its cursor behind them in the
 * same transaction: whoever does it, and however often it breaks off, an event is added once. A webhook that another process is at is
 * left to that.
 *
 * @returns whether there may be more
 */
export function addEventDeliveries(database: Database, dealershipId: string): Promise<boolean> {
  return database.transaction(async (tx) => {
    const [dealership] = await tx.select({ newest: dealerships.eventSequence }).from(dealerships).where(eq(dealerships.id, dealershipId));
    if (dealership === undefined) return false;
    const { newest } = dealership;
    const [webhook] = await tx
      .select({ id: webhooks.id, cursor: webhooks.cursor, eventTypes: webhooks.eventTypes })
      .from(webhooks)
      .where(and(eq(webhooks.dealershipId, dealershipId), eq(webhooks.state, 'active'), lt(webhooks.cursor, newest)))
      .orderBy(asc(webhooks.cursor))
      .limit(1)
      .for('update', { skipLocked: true });
    if (webhook === undefined) return false;
    const events = await readEvents(tx, dealershipId, webhook.cursor, batch);
    const wanted = events.flatMap((event) => {
      const type = webhook.eventTypes.find((each) => each === event.type);
      return type === undefined ? [] : [{ type, sequence: Number(event.id), body: JSON.stringify(event) }];
    });
    const added = wanted.map((message) => ({ ...message, dealershipId, kind: 'webhook', webhookId: webhook.id }) as const);
    await addDeliveries(tx, added);
    // Where fewer are left than were asked for, those before are forgotten already.
    const cursor = events.length < batch ? Math.max(newest, Number(events.at(-1)?.id ?? 0)) : Number(events.at(-1)?.id);
    await tx
      .update(webhooks)
      .set({ cursor: sql`greatest(${webhooks.cursor}, ${cursor})` })
      .where(isWebhook({ dealershipId, id: webhook.id }));
    return true;
  });
}
