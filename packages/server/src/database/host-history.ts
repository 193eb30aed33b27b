import type { HostDetail } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { and, asc, desc, eq, gt, lt, sql } from './drizzle.ts';
import type { HostName } from './hosts.ts';
import { type ForecourtOrm, rowsOf, type Transaction } from './orm.ts';
import { hostEvents, hostSpans } from './schema.ts';

export type HostEvent = HostDetail['events'][number];

export async function addHostEvent(
  orm: ForecourtOrm,
  { dealershipId, id }: HostName,
  { kind, message, at }: Omit<HostEvent, 'at'> & { readonly at: Date },
): Promise<void> {
  await orm.insert(hostEvents).values({ id: newId(), dealershipId, hostId: id, kind, message, at });
}

/** The last hundred, newest first. */
export async function listHostEvents(
  orm: ForecourtOrm,
  { dealershipId, id }: HostName,
): Promise<{ at: Date; kind: HostEvent['kind']; message: string }[]> {
  return await orm
    .select({ at: hostEvents.at, kind: hostEvents.kind, message: hostEvents.message })
    .from(hostEvents)
    .where(and(eq(hostEvents.dealershipId, dealershipId), eq(hostEvents.hostId, id)))
    .orderBy(desc(hostEvents.id))
    .limit(100);
}

/** A stretch of time in which a host was there, or was not. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
  readonly isUp: boolean;
}

/** Longer than this nobody looked: the time between is neither. Six probes. */
const longestGapMs = 60_000;

/**
 * Writes down that a host was there or not at a moment: the stretch goes on, or ends where the other begins. Time in which nobody looked
 * belongs to none.
 */
export async function extendSpan(
  tx: Transaction,
  { dealershipId, id }: HostName,
  { at, isUp }: { at: Date; isUp: boolean },
): Promise<void> {
  const own = and(eq(hostSpans.dealershipId, dealershipId), eq(hostSpans.hostId, id));
  const [last] = await tx.select().from(hostSpans).where(own).orderBy(desc(hostSpans.since)).limit(1);
  // Two processes may differ by a little in what time it is.
  if (last !== undefined && at <= last.until) return;
  const isSeamless = last !== undefined && at.getTime() - last.until.getTime() <= longestGapMs;
  if (isSeamless)
    await tx
      .update(hostSpans)
      .set({ until: at })
      .where(and(own, eq(hostSpans.since, last.since)));
  if (isSeamless && last.isUp === isUp) return;
  await tx.insert(hostSpans).values({ dealershipId, hostId: id, since: at, until: at, isUp });
}

/** What a host was from a moment on, oldest first. */
export async function listSpans(orm: ForecourtOrm, { dealershipId, id }: HostName, from: Date): Promise<Span[]> {
  return await orm
    .select({ since: hostSpans.since, until: hostSpans.until, isUp: hostSpans.isUp })
    .from(hostSpans)
    .where(and(eq(hostSpans.dealershipId, dealershipId), eq(hostSpans.hostId, id), gt(hostSpans.until, from)))
    .orderBy(asc(hostSpans.since));
}

const sharesSchema = z.object({ hostId: z.uuid(), day: z.number().nullable(), month: z.number().nullable() });
export type Shares = z.infer<typeof sharesSchema>;

/** Shares of the last 24 hours and 30 days in which each of a dealership's hosts was there; null where nobody looked. */
export async function readShares(orm: ForecourtOrm, dealershipId: string, now: Date): Promise<ReadonlyMap<string, Shares>> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const seconds = (window: string) =>
    sql`extract(epoch from greatest(least(until, ${at}) - greatest(since, ${at} - ${sql.raw(`interval '${window}'`)}), interval '0'))::float8`;
  const result = await orm.execute(sql`
    select host_id as "hostId",
      sum(case when is_up then ${seconds('24 hours')} else 0 end) / nullif(sum(${seconds('24 hours')}), 0) as day,
      sum(case when is_up then ${seconds('30 days')} else 0 end) / nullif(sum(${seconds('30 days')}), 0) as month
    from ${hostSpans}
    where dealership_id = ${dealershipId} and until > ${at} - interval '30 days'
    group by host_id`);
  return new Map(rowsOf(sharesSchema, result).map((row) => [row.hostId, row]));
}

/** Forgets what was so long ago that no figure needs it. */
export async function removeHostHistoryBefore(
  orm: ForecourtOrm,
  { spans, events }: { readonly spans: Date; readonly events: Date },
): Promise<void> {
  await orm.delete(hostSpans).where(lt(hostSpans.until, spans));
  await orm.delete(hostEvents).where(lt(hostEvents.at, events));
}
