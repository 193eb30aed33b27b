import type { EventType } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { sql } from './drizzle.ts';
import type { PgInsertValue } from './drizzle-pg.ts';
import type { Transaction } from './orm.ts';
import { deliveries } from './schema.ts';

/** Channel on which is said that there is something to send. */
export const deliveriesChannel = 'forecourt_deliveries';

export interface NewEmail {
  readonly dealershipId: string;
  readonly kind: 'email';
  /** One address. */
  readonly to: string;
  /** One line; signs that would begin another are taken out when it is sent. */
  readonly subject: string;
  /** Plain text, or one that was sealed. Paragraphs are parted by empty lines, addresses of pages become links. */
  readonly text: string;
}

export interface NewWebhookMessage {
  readonly dealershipId: string;
  readonly kind: 'webhook';
  readonly webhookId: string;
  readonly type: EventType | 'webhook.ping';
  /** Sequence of the event; a message without one may be added again and again. */
  readonly sequence: number | null;
  /** The JSON of the message, or what makes it of the id that it will have. */
  readonly body: string | ((id: string) => string);
}

/** A message to send. */
export type NewDelivery = NewEmail | NewWebhookMessage;

/**
 * Adds a message that goes out when the transaction is committed: at least once, tried again for about a day. Messages may arrive in
 * another order than they were added in. The history is kept for 30 days; the text of an e-mail only until it is sent or given up.
 *
 * @returns its id; null if this event was added for this webhook before
 */
export async function addDelivery(tx: Transaction, delivery: NewDelivery): Promise<string | null> {
  const [id = null] = await addDeliveries(tx, [delivery]);
  return id;
}

/** The same for several. @returns ids of those that were not there before */
export async function addDeliveries(tx: Transaction, added: readonly NewDelivery[]): Promise<string[]> {
  if (added.length === 0) return [];
  const rows = await tx.insert(deliveries).values(added.map(rowOf)).onConflictDoNothing().returning({ id: deliveries.id });
  // PostgreSQL keeps it until the commit, and says it once.
  if (rows.length > 0) await tx.execute(sql`select pg_notify(${deliveriesChannel}, '')`);
  return rows.map(({ id }) => id);
}

function rowOf(delivery: NewDelivery): PgInsertValue<typeof deliveries> {
  const { dealershipId, kind } = delivery;
  const id = newId();
  const row = { id, dealershipId, kind, nextTryAt: sql`now()` };
  if (delivery.kind === 'email') return { ...row, recipient: delivery.to, subject: delivery.subject, body: delivery.text };
  const { webhookId, type, sequence, body } = delivery;
  return { ...row, webhookId, eventType: type, eventSequence: sequence, body: typeof body === 'string' ? body : body(id) };
}
