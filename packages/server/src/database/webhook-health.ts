import type { Problem } from '@forecourt/sdk/contract';
import { and, eq, isNull, lt, or, sql } from './drizzle.ts';
import type { Transaction } from './orm.ts';
import { webhooks } from './schema.ts';

export interface WebhookName {
  readonly dealershipId: string;
  readonly id: string;
}

export const isWebhook = ({ dealershipId, id }: WebhookName) => and(eq(webhooks.dealershipId, dealershipId), eq(webhooks.id, id));

/** Notes that a message was accepted, at most once a minute: a busy webhook's row is not written for each. */
export async function noteSuccess(tx: Transaction, webhook: WebhookName): Promise<void> {
  const isOld = or(
    isNull(webhooks.deliveredAt),
    lt(webhooks.deliveredAt, sql`now() - interval '1 minute'`),
    sql`${webhooks.failingSince} is not null`,
  );
  await tx
    .update(webhooks)
    .set({ failingSince: null, deliveredAt: sql`now()` })
    .where(and(isWebhook(webhook), isOld));
}

export interface FailureRules {
  readonly disableAfterMs: number;
  readonly isGone: boolean;
  readonly problem: Problem;
}

/**
 * Notes that a try failed, and disables the webhook if it has failed for too long or is gone: what waits for it then goes on waiting.
 *
 * @returns the webhook if it was disabled by this
 */
export async function noteFailure(
  tx: Transaction,
  webhook: WebhookName,
  { disableAfterMs, isGone, problem }: FailureRules,
): Promise<{ readonly url: string } | undefined> {
  await tx
    .update(webhooks)
    .set({ failingSince: sql`now()` })
    .where(and(isWebhook(webhook), isNull(webhooks.failingSince)));
  const isTooLong = lt(webhooks.failingSince, sql`now() - ${disableAfterMs} * interval '1 millisecond'`);
  const [disabled] = await tx
    .update(webhooks)
    .set({ state: 'disabled', problem, updatedAt: sql`now()` })
    .where(and(isWebhook(webhook), eq(webhooks.state, 'active'), isGone ? undefined : isTooLong))
    .returning({ url: webhooks.url });
  return disabled;
}
