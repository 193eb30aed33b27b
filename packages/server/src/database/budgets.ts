import type { Budget, BudgetPeriod } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { eq, type SQL, sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf, type Transaction } from './orm.ts';
import { budgetReservations, budgets } from './schema.ts';

/** What is set for a day or a month; null is no limit. */
export interface BudgetSetting {
  readonly period: BudgetPeriod;
  readonly limitMicrodollars: number | null;
  readonly alertsAtPercent: readonly number[];
}

export const budgetPeriods = ['day', 'month'] as const satisfies readonly BudgetPeriod[];

/** A reservation that nobody has settled for so long is taken as spent: no call takes an hour. */
export const reservationExpiresMs = 60 * 60 * 1000;

/** The database's own time, the same for all processes, or that of a test. */
function days(at: Date | undefined): { readonly now: SQL; readonly day: SQL; readonly month: SQL } {
  const now = at === undefined ? sql`now()` : sql`${at.toISOString()}::timestamptz`;
  const day = sql`(${now} at time zone 'UTC')::date`;
  return { now, day, month: sql`date_trunc('month', ${day})::date` };
}

/** A column of the row as it is in the present period: nothing of a former one. Time goes on only. */
const present = (period: BudgetPeriod, column: 'spent' | 'reserved' | 'alerted') =>
  sql.raw(`(case when b."${period}" >= excluded."${period}" then b."${period}_${column}" else 0 end)`);

/** What costs nothing is never refused. */
const hasRoom = (period: BudgetPeriod) => {
  const asked = sql.raw(`excluded."${period}_reserved"`);
  const limit = sql.raw(`b."${period}_limit"`);
  return sql`(${asked} = 0 or ${limit} is null or ${present(period, 'spent')} + ${present(period, 'reserved')} + ${asked} <= ${limit})`;
};

const fields = ['spent', 'reserved', 'alerted'] as const;
/** Puts the row into the present day and month. */
const turned = (added: Partial<Record<`${BudgetPeriod}_${(typeof fields)[number]}`, SQL>>): SQL =>
  sql.join(
    budgetPeriods.flatMap((period) => [
      sql.raw(`"${period}" = greatest(b."${period}", excluded."${period}")`),
      ...fields.map((field) => {
        const more = added[`${period}_${field}`];
        return sql`${sql.raw(`"${period}_${field}"`)} = ${present(period, field)}${more ? sql` + ${more}` : sql``}`;
      }),
    ]),
    sql`, `,
  );

/**
 * Takes what a call can cost at most, from the day and the month at once, in one statement: whoever asks at the same time waits for the row and
 * sees what is left then.
 *
 * @returns the reservation's id, or null where a budget has not so much left
 */
export async function reserveMoney(
  orm: ForecourtOrm,
  dealershipId: string,
  most: number,
  { at }: { readonly at?: Date | undefined } = {},
): Promise<string | null> {
  const { now, day, month } = days(at);
  const id = newId();
  const result = await orm.execute(sql`
    with admitted as (
      insert into ${budgets} as b (dealership_id, day, month, day_reserved, month_reserved)
      values (${dealershipId}, ${day}, ${month}, ${most}, ${most})
      on conflict (dealership_id) do update set ${turned({ day_reserved: sql`excluded.day_reserved`, month_reserved: sql`excluded.month_reserved` })}
      where ${hasRoom('day')} and ${hasRoom('month')}
      returning b.dealership_id, b.day, b.month
    )
    insert into ${budgetReservations} (dealership_id, id, most_microdollars, day, month, at)
    select dealership_id, ${id}::uuid, ${most}::bigint, day, month, ${now} from admitted
    returning id`);
  return rowsOf(z.object({ id: z.string() }), result).length > 0 ? id : null;
}

const settledSchema = z.object({
  dayLimit: z.coerce.number().nullable(),
  daySpent: z.coerce.number(),
  dayAlerted: z.number(),
  dayAlerts: z.array(z.number()),
  monthLimit: z.coerce.number().nullable(),
  monthSpent: z.coerce.number(),
  monthAlerted: z.number(),
  monthAlerts: z.array(z.number()),
});

/** How a dealership stands after a reservation was settled; what people have to be told of is read from it. */
export type SettledBudget = z.infer<typeof settledSchema>;

/**
 * Gives a reservation back and books what the call did cost, in one statement. It counts in the day and month in which it was reserved; what those
 * were is over may be settled any number of days later.
 *
 * @returns null where it was settled already
 */
export async function settleMoney(orm: ForecourtOrm, dealershipId: string, id: string, cost: number): Promise<SettledBudget | null> {
  const of = (period: BudgetPeriod, amount: SQL) =>
    sql`case when b.${sql.raw(`"${period}"`)} = gone.${sql.raw(`"${period}"`)} then ${amount} else 0 end`;
  const result = await orm.execute(sql`
    with gone as (
      delete from ${budgetReservations} where dealership_id = ${dealershipId} and id = ${id}
      returning most_microdollars as most, day, month
    )
    update ${budgets} as b set
      day_reserved = day_reserved - ${of('day', sql`gone.most`)}, day_spent = day_spent + ${of('day', sql`${cost}::bigint`)},
      month_reserved = month_reserved - ${of('month', sql`gone.most`)}, month_spent = month_spent + ${of('month', sql`${cost}::bigint`)}
    from gone where b.dealership_id = ${dealershipId}
    returning day_limit as "dayLimit", day_spent as "daySpent", day_alerted as "dayAlerted", day_alerts as "dayAlerts",
      month_limit as "monthLimit", month_spent as "monthSpent", month_alerted as "monthAlerted", month_alerts as "monthAlerts"`);
  return rowsOf(settledSchema, result)[0] ?? null;
}

/** Notes that people are told of a share, once in its period. @returns whether nobody was told of so much before */
export async function claimAlert(
  tx: Transaction,
  dealershipId: string,
  { period, percent }: { readonly period: BudgetPeriod; readonly percent: number },
): Promise<boolean> {
  const alerted = sql.raw(`"${period}_alerted"`);
  const result = await tx.execute(sql`
    update ${budgets} set ${alerted} = ${percent} where dealership_id = ${dealershipId} and ${alerted} < ${percent} returning 1 as one`);
  return rowsOf(z.object({ one: z.number() }), result).length > 0;
}

/** Sets a day's or a month's limit; what was spent in it before counts, and alerts begin anew. */
export async function setBudget(
  tx: Transaction,
  dealershipId: string,
  { period, limitMicrodollars, alertsAtPercent }: BudgetSetting,
  { at }: { readonly at?: Date | undefined } = {},
): Promise<void> {
  const { day, month } = days(at);
  const alerts = JSON.stringify([...new Set(alertsAtPercent)].sort((one, other) => one - other));
  const column = (name: string) => sql.raw(`"${period}_${name}"`);
  await tx.execute(sql`
    insert into ${budgets} as b (dealership_id, day, month, ${column('limit')}, ${column('alerts')})
    values (${dealershipId}, ${day}, ${month}, ${limitMicrodollars}, ${alerts}::jsonb)
    on conflict (dealership_id) do update set ${column('limit')} = excluded.${column('limit')},
      ${column('alerts')} = excluded.${column('alerts')}, ${column('alerted')} = 0`);
}

const stateSchema = z.object({
  period: z.enum(budgetPeriods),
  limitMicrodollars: z.coerce.number(),
  alertsAtPercent: z.array(z.number()),
  spentMicrodollars: z.coerce.number(),
  reservedMicrodollars: z.coerce.number(),
  since: z.string(),
});

/** Budgets that are set, as they stand in the present day and month. What nobody has settled for an hour counts as spent. */
export async function readBudgets(
  orm: ForecourtOrm,
  dealershipId: string,
  { at }: { readonly at?: Date | undefined } = {},
): Promise<Budget[]> {
  const { now, day, month } = days(at);
  const stateOf = (period: BudgetPeriod, since: SQL) => {
    const column = (name: string) => sql.raw(`b."${period}_${name}"`);
    const inPeriod = (amount: SQL) => sql`case when b.${sql.raw(`"${period}"`)} >= ${since} then ${amount} else 0 end`;
    return sql`select ${period} as period, ${column('limit')} as "limitMicrodollars", ${column('alerts')} as "alertsAtPercent",
        ${inPeriod(sql`${column('spent')} + lost.most`)} as "spentMicrodollars",
        ${inPeriod(sql`${column('reserved')} - lost.most`)} as "reservedMicrodollars",
        greatest(b.${sql.raw(`"${period}"`)}, ${since})::text as since
      from ${budgets} b cross join lateral (
        select coalesce(sum(most_microdollars), 0) as most from ${budgetReservations} r
        where r.dealership_id = b.dealership_id and r.${sql.raw(`"${period}"`)} = b.${sql.raw(`"${period}"`)}
          and r.at <= ${now} - ${reservationExpiresMs} * interval '1 millisecond'
      ) lost
      where b.dealership_id = ${dealershipId} and ${column('limit')} is not null`;
  };
  const rows = rowsOf(stateSchema, await orm.execute(sql`${stateOf('day', day)} union all ${stateOf('month', month)} order by 1`));
  return rows.map(({ since, ...row }) => {
    const begins = new Date(`${since}T00:00:00.000Z`);
    return { ...row, since: begins.toISOString(), resetsAt: endOf(row.period, begins).toISOString() };
  });
}

function endOf(period: BudgetPeriod, begins: Date): Date {
  const [year, month] = [begins.getUTCFullYear(), begins.getUTCMonth()];
  return new Date(period === 'month' ? Date.UTC(year, month + 1) : begins.getTime() + 24 * 60 * 60 * 1000);
}

export interface Unsettled {
  readonly id: string;
  readonly most: number;
  readonly reservedAt: Date;
  readonly isExpired: boolean;
}

/** What nobody has settled, oldest first. */
export async function readUnsettled(
  orm: ForecourtOrm,
  dealershipId: string,
  { at = new Date() }: { readonly at?: Date | undefined } = {},
): Promise<Unsettled[]> {
  const rows = await orm
    .select()
    .from(budgetReservations)
    .where(eq(budgetReservations.dealershipId, dealershipId))
    .orderBy(budgetReservations.at, budgetReservations.id);
  return rows.map(({ id, mostMicrodollars, at: reservedAt }) => ({
    id,
    most: mostMicrodollars,
    reservedAt,
    isExpired: reservedAt.getTime() + reservationExpiresMs <= at.getTime(),
  }));
}

/** Removes reservations of former months: they count in no budget any more. */
export async function forgetReservations(orm: ForecourtOrm): Promise<void> {
  await orm.execute(sql`delete from ${budgetReservations} where month < date_trunc('month', (now() at time zone 'UTC')::date - 1)::date`);
}
