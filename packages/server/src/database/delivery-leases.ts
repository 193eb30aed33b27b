import type { DeliveryTry, Problem } from '@forecourt/sdk/contract';
import { z } from 'zod';
import type { Database } from './database.ts';
import { and, eq, inArray, lt, type SQL, type SQLWrapper, sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf, type Transaction } from './orm.ts';
import { deliveries } from './schema.ts';
import { noteFailure, noteSuccess } from './webhook-health.ts';

/** The right to send a message: only who holds the newest fence may say what came of it. */
export interface DeliveryLease {
  readonly dealershipId: string;
  readonly id: string;
  readonly fence: number;
}

/** A message that was taken to be sent. */
export interface TakenDelivery extends DeliveryLease {
  readonly webhookId: string | null;
  /** Where to, and what it is signed with: of a webhook, as they are now. */
  readonly url: string | null;
  readonly secretIds: readonly string[];
  readonly recipient: string | null;
  readonly subject: string | null;
  readonly body: string;
  /** How often it was taken, with this time. */
  readonly attempts: number;
}

export interface TakeOptions {
  /** At most so many at once. */
  readonly limit: number;
  /** So many to one webhook at a time, whoever sends them. */
  readonly perWebhook: number;
  readonly leaseMs: number;
}

/** Any number: all who take deliveries from one database have to take the same. */
const takingLock = 7_039_212_018;
/** Tries that are kept of a message that was sent again and again. */
const keptTries = 20;

const takenSchema = z
  .object({
    dealershipId: z.string(),
    id: z.string(),
    fence: z.number(),
    webhookId: z.string().nullable(),
    url: z.string().nullable(),
    secretId: z.string().nullable(),
    formerSecretId: z.string().nullable(),
    recipient: z.string().nullable(),
    subject: z.string().nullable(),
    body: z.string(),
    attempts: z.number(),
  })
  .transform(({ secretId, formerSecretId, ...rest }) => ({
    ...rest,
    secretIds: [secretId, formerSecretId].filter((id) => id !== null),
  }));

/**
 * Takes messages whose time has come, the longest due first. Any number of processes may take at the same time: they do it one after
 * the other, so that no message is taken twice and no webhook gets more at once than it may.
 */
export function takeDeliveries(database: Database, { limit, perWebhook, leaseMs }: TakeOptions): Promise<TakenDelivery[]> {
  return database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${takingLock})`);
    const taken = await tx.execute(sql`
      with places as (
        select w.dealership_id, w.id, ${perWebhook} - (select count(*) from deliveries s
          where s.dealership_id = w.dealership_id and s.webhook_id = w.id and s.state = 'sending') as free
        from webhooks w where w.state = 'active'
      ), due as (
        select first.dealership_id, first.id, first.next_try_at from places cross join lateral (
          select d.dealership_id, d.id, d.next_try_at, row_number() over (order by d.next_try_at, d.id) as place from deliveries d
          where d.dealership_id = places.dealership_id and d.webhook_id = places.id and d.state = 'waiting' and d.next_try_at <= now()
          order by d.next_try_at, d.id limit ${perWebhook}
        ) first where first.place <= places.free
        union all (
          select d.dealership_id, d.id, d.next_try_at from deliveries d
          where d.kind = 'email' and d.state = 'waiting' and d.next_try_at <= now() order by d.next_try_at limit ${limit}
        )
      ), chosen as (
        select d.dealership_id, d.id, d.webhook_id from deliveries d join due on due.dealership_id = d.dealership_id and due.id = d.id
        where d.state = 'waiting' order by d.next_try_at, d.id limit ${limit} for update of d skip locked
      )
      update deliveries d set state = 'sending', fence = d.fence + 1, attempts = d.attempts + 1, next_try_at = null,
        lease_until = now() + ${leaseMs} * interval '1 millisecond'
      from chosen left join webhooks w on w.dealership_id = chosen.dealership_id and w.id = chosen.webhook_id
      where d.dealership_id = chosen.dealership_id and d.id = chosen.id
      returning d.dealership_id as "dealershipId", d.id, d.fence, d.webhook_id as "webhookId", d.recipient, d.subject,
        coalesce(d.body, '') as body, d.attempts, w.url, w.secret_id as "secretId",
        case when w.former_secret_until > now() then w.former_secret_id end as "formerSecretId"`);
    return rowsOf(takenSchema, taken);
  });
}

/** A message that was accepted. */
export interface AcceptedDelivery extends Pick<TakenDelivery, keyof DeliveryLease> {
  readonly made: DeliveryTry;
}

/** Writes that messages were accepted, all in one transaction. @returns ids of those that were still the caller's to write */
export function finishAccepted(database: Database, accepted: readonly AcceptedDelivery[]): Promise<ReadonlySet<string>> {
  return database.transaction(async (tx) => {
    const items = accepted.map(({ dealershipId, id, fence, made }) => ({ dealershipId, id, fence, made }));
    const written = await tx.execute(sql`
      update deliveries d set state = 'delivered', lease_until = null, problem = null, finished_at = now(),
        tries = ${withTry(sql.raw('d.tries'), sql.raw('jsonb_build_array(item.made)'))},
        body = case when d.webhook_id is null then null else d.body end
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as item("dealershipId" uuid, id uuid, fence int, made jsonb)
      where d.dealership_id = item."dealershipId" and d.id = item.id and d.fence = item.fence and d.state = 'sending'
      returning d.id, d.dealership_id as "dealershipId", d.webhook_id as "webhookId"`);
    const rows = rowsOf(z.object({ id: z.string(), dealershipId: z.string(), webhookId: z.string().nullable() }), written);
    const webhooks = new Map(rows.flatMap(({ dealershipId, webhookId }) => (webhookId === null ? [] : [[webhookId, dealershipId]])));
    for (const [id, dealershipId] of webhooks) await noteSuccess(tx, { dealershipId, id });
    return new Set(rows.map(({ id }) => id));
  });
}

/** What came of a try that failed. */
export type FailedOutcome =
  | { readonly kind: 'again'; readonly made: DeliveryTry; readonly problem: Problem; readonly retryInMs: number }
  | { readonly kind: 'failed'; readonly made: DeliveryTry; readonly problem: Problem };

/** A webhook that was disabled, and why. */
export interface DisabledWebhook {
  readonly dealershipId: string;
  readonly id: string;
  readonly url: string;
  readonly problem: Problem;
}

export interface FinishOptions {
  /** An address that has failed for so long is left alone. */
  readonly disableAfterMs: number;
  /** The receiver said that it is gone for good. */
  readonly isGone: boolean;
  /** In the same transaction, when the webhook was disabled by this. */
  readonly onDisabled: (tx: Transaction, webhook: DisabledWebhook) => Promise<void>;
}

/** Writes that a try failed. @returns whether it was still the caller's to write */
export function finishFailed(
  database: Database,
  taken: Pick<TakenDelivery, keyof DeliveryLease | 'webhookId'>,
  outcome: FailedOutcome,
  { onDisabled, ...rules }: FinishOptions,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const isOver = outcome.kind === 'failed';
    const [written] = await tx
      .update(deliveries)
      .set({
        state: isOver ? 'failed' : 'waiting',
        leaseUntil: null,
        nextTryAt: isOver ? null : later(outcome.retryInMs),
        tries: withTry(deliveries.tries, sql`${JSON.stringify([outcome.made])}::jsonb`),
        problem: outcome.problem,
        finishedAt: isOver ? sql`now()` : null,
        // The text of an e-mail may hold what is meant for one person only.
        ...(isOver && taken.webhookId === null && { body: null }),
      })
      .where(holds(taken))
      .returning({ id: deliveries.id });
    if (written === undefined) return false;
    if (taken.webhookId === null) return true;
    const webhook = { dealershipId: taken.dealershipId, id: taken.webhookId };
    const disabled = await noteFailure(tx, webhook, { ...rules, problem: outcome.problem });
    if (disabled) await onDisabled(tx, { ...webhook, url: disabled.url, problem: outcome.problem });
    return true;
  });
}

/** Gives a message back unsent: its process has to stop. The try does not count. */
export async function releaseDelivery(orm: ForecourtOrm, lease: DeliveryLease): Promise<void> {
  await orm
    .update(deliveries)
    .set({ state: 'waiting', leaseUntil: null, nextTryAt: sql`now()`, attempts: sql`greatest(${deliveries.attempts} - 1, 0)` })
    .where(holds(lease));
}

/**
 * Takes messages back whose process gave no sign of life; with `all` every one that is said to be sent now, for a database that only
 * this process can have open. Each goes again, later if it was in hand when process after process died. @returns how many
 */
export async function takeDeliveriesBack(orm: ForecourtOrm, { all }: { readonly all: boolean }): Promise<number> {
  const taken = await orm
    .update(deliveries)
    .set({ state: 'waiting', leaseUntil: null, nextTryAt: sql`now() + (${deliveries.attempts} - 1) * interval '30 seconds'` })
    .where(and(eq(deliveries.state, 'sending'), all ? undefined : lt(deliveries.leaseUntil, sql`now()`)))
    .returning({ id: deliveries.id });
  return taken.length;
}

/** Forgets what was sent a while ago: first what it said, then that it was. */
export async function forgetDeliveries(orm: ForecourtOrm, before: { readonly body: Date; readonly row: Date }): Promise<void> {
  await orm
    .update(deliveries)
    .set({ body: null })
    .where(
      and(lt(deliveries.createdAt, before.body), inArray(deliveries.state, ['delivered', 'failed']), sql`${deliveries.body} is not null`),
    );
  await orm.delete(deliveries).where(lt(deliveries.createdAt, before.row));
}

const later = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

const holds = ({ dealershipId, id, fence }: DeliveryLease): SQL | undefined =>
  and(eq(deliveries.dealershipId, dealershipId), eq(deliveries.id, id), eq(deliveries.state, 'sending'), eq(deliveries.fence, fence));

/** The tries with one more, without the oldest where there are too many. */
function withTry(tries: SQLWrapper, made: SQL): SQL {
  return sql`case when jsonb_array_length(${tries}) >= ${keptTries} then ${tries} - 0 else ${tries} end || ${made}`;
}
