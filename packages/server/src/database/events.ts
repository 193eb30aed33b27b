import { ForecourtError } from '@forecourt/errors';
import { eventSchema, type ForecourtEvent } from '@forecourt/sdk/contract';
import { and, asc, eq, gt, lt, min, sql } from 'drizzle-orm';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { dealerships, events } from './schema.ts';

/** Channel on which a dealership's id is said after something was appended to its events. */
export const eventsChannel = 'forecourt_events';

type Durable = Extract<ForecourtEvent, { id: string }>;
/** Types of the events that are kept; `stream.…` are made by the stream itself. */
export type EventType = Exclude<Durable['type'], `stream.${string}`>;
export type EventData<Type extends EventType> = Extract<Durable, { type: Type }>['data'];

/**
 * Appends what happened, in the transaction in which it happens. The dealership's counter is raised under its row's lock, so that
 * sequences have no gaps and their order is the order of commits: who has read up to one will find nothing before it later.
 * Listeners on {@link eventsChannel} hear of it when the transaction is committed.
 *
 * Append last: until the commit, others who append for this dealership wait.
 *
 * @returns the event's sequence. @throws NOT_FOUND for a dealership that does not exist
 */
export async function appendEvent<Type extends EventType>(
  tx: Transaction,
  dealershipId: string,
  type: Type,
  data: EventData<Type>,
): Promise<number> {
  const [raised] = await tx
    .update(dealerships)
    .set({ eventSequence: sql`${dealerships.eventSequence} + 1` })
    .where(eq(dealerships.id, dealershipId))
    .returning({ sequence: dealerships.eventSequence });
  if (raised === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such dealership.');
  await tx.insert(events).values({ dealershipId, sequence: raised.sequence, type, data });
  // PostgreSQL keeps notifications of a transaction until its commit, and says equal ones once.
  await tx.execute(sql`select pg_notify(${eventsChannel}, ${dealershipId})`);
  return raised.sequence;
}

/** Events after a sequence, oldest first. */
export async function readEvents(orm: ForecourtOrm, dealershipId: string, after: number, limit: number): Promise<Durable[]> {
  const rows = await orm
    .select()
    .from(events)
    .where(and(eq(events.dealershipId, dealershipId), gt(events.sequence, after)))
    .orderBy(asc(events.sequence))
    .limit(limit);
  return rows.map((row) => {
    const event = eventSchema.parse({ id: String(row.sequence), at: row.at.toISOString(), type: row.type, data: row.data });
    if (!('id' in event)) throw new ForecourtError('DATABASE_CORRUPT', `The event ${row.sequence} is none that is kept.`);
    return event;
  });
}

export interface EventBounds {
  /** Sequence of the oldest event that is kept; null if none is. */
  readonly oldest: number | null;
  /** Sequence of the newest event that ever was; 0 before the first. */
  readonly newest: number;
}

/** From where to where events can be read. @throws NOT_FOUND for a dealership that does not exist */
export async function eventBounds(orm: ForecourtOrm, dealershipId: string): Promise<EventBounds> {
  const oldest = orm
    .select({ sequence: min(events.sequence) })
    .from(events)
    .where(eq(events.dealershipId, dealershipId));
  const [row] = await orm
    .select({ newest: dealerships.eventSequence, oldest: sql<string | number | null>`(${oldest})` })
    .from(dealerships)
    .where(eq(dealerships.id, dealershipId));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such dealership.');
  return { newest: row.newest, oldest: row.oldest === null ? null : Number(row.oldest) };
}

/** Forgets events of all dealerships that are older. @returns how many */
export async function removeEventsBefore(orm: ForecourtOrm, moment: Date): Promise<number> {
  return (await orm.delete(events).where(lt(events.at, moment)).returning({ sequence: events.sequence })).length;
}
