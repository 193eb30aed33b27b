import { ForecourtError } from '@forecourt/errors';
import { eventSchema, type ForecourtEvent } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { and, asc, eq, gt, inArray, lt, min, sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf, type Transaction } from './orm.ts';
import { dealerships, events } from './schema.ts';

/** Channel on which a dealership's id is said after something was appended to its events. */
export const eventsChannel = 'forecourt_events';

type Durable = Extract<ForecourtEvent, { id: string }>;
/** Types of the events that are kept; `stream.…` are made by the stream itself. */
export type EventType = Exclude<Durable['type'], `stream.${string}`>;
export type EventData<Type extends EventType> = Extract<Durable, { type: Type }>['data'];

/** One thing that happened in one dealership. */
export interface Happened<Type extends EventType = EventType> {
  readonly dealershipId: string;
  readonly type: Type;
  readonly data: EventData<Type>;
}

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
  const [sequence] = await appendEvents(tx, [{ dealershipId, type, data }]);
  if (sequence === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such dealership.');
  return sequence;
}

const appendedSchema = z.object({ place: z.number(), sequence: z.coerce.number() });

/** The same for several at once, in their order, also of several dealerships: in one statement. @returns their sequences */
export async function appendEvents(tx: Transaction, happened: readonly Happened[]): Promise<number[]> {
  if (happened.length === 0) return [];
  const owners = [...new Set(happened.map(({ dealershipId }) => dealershipId))];
  // Who appends for several takes them in one order, so that two who do never wait for each other.
  if (owners.length > 1) {
    await tx.select({ id: dealerships.id }).from(dealerships).where(inArray(dealerships.id, owners)).orderBy(dealerships.id).for('update');
  }
  const entries = JSON.stringify(happened.map((entry, place) => ({ place, ...entry })));
  // PostgreSQL keeps notifications of a transaction until its commit, and says equal ones once.
  const result = await tx.execute(sql`
    with entries as (
      select * from json_to_recordset(${entries}::json) as entry (place integer, "dealershipId" uuid, type text, data jsonb)
    ),
    raised as (
      update ${dealerships} set event_sequence = event_sequence + counted.count
      from (select "dealershipId" as id, count(*) as count from entries group by "dealershipId") as counted
      where ${dealerships.id} = counted.id
      returning ${dealerships.id} as id, ${dealerships.eventSequence} - counted.count as before
    ),
    numbered as (
      select entries.*, raised.before + row_number() over (partition by raised.id order by entries.place) as sequence
      from entries join raised on raised.id = entries."dealershipId"
    ),
    appended as (
      insert into ${events} (dealership_id, sequence, type, data) select "dealershipId", sequence, type, data from numbered
    )
    select place, sequence, pg_notify(${eventsChannel}, "dealershipId"::text) from numbered order by place`);
  const sequences = rowsOf(appendedSchema, result).map(({ sequence }) => sequence);
  if (sequences.length !== happened.length) throw new ForecourtError('NOT_FOUND', 'There is no such dealership.');
  return sequences;
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
