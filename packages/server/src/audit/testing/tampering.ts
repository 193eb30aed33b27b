import { z } from 'zod';
import { getTableName, type SQL, sql } from '../../database/drizzle.ts';
import type { Database, Transaction } from '../../database/open.ts';
import { rowsOf } from '../../database/orm.ts';
import { auditCheckpoints, auditEntries, auditHeads } from '../../database/schema.ts';

/** Does with the tables what only somebody with the database can: triggers and foreign keys do not speak. */
export function tamper(database: Database, statement: SQL): Promise<void> {
  return database.transaction((tx) => tamperIn(tx, statement));
}

/** The same with a statement as text, for tests that have no words of SQL. */
export function tamperWith(database: Database, statement: string): Promise<void> {
  return tamper(database, sql.raw(statement));
}

async function tamperIn(tx: Transaction, statement: SQL): Promise<void> {
  await tx.execute(sql`set local session_replication_role = replica`);
  await tx.execute(statement);
}

/** One value in one row. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly dealershipId: string;
  /** Which row, by its number or sequence; heads have one only. */
  readonly row: number;
}

const keyOf: Readonly<Record<string, string | null>> = {
  [getTableName(auditEntries)]: 'sequence',
  [getTableName(auditCheckpoints)]: 'number',
  [getTableName(auditHeads)]: null,
};

/** Every column of every row of a dealership's log. */
export async function placesOf({ orm }: Database, dealershipId: string): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const [table, key] of Object.entries(keyOf)) {
    const columns = rowsOf(
      z.object({ column: z.string(), type: z.string() }),
      await orm.execute(sql`select column_name as column, udt_name as type from information_schema.columns where table_name = ${table}`),
    );
    const of = sql.raw(table);
    const rows = rowsOf(
      z.object({ row: z.coerce.number() }),
      await orm.execute(sql`select ${key === null ? sql`0` : sql.raw(key)} as row from ${of} where dealership_id = ${dealershipId}`),
    );
    for (const { row } of rows) for (const column of columns) places.push({ table, ...column, dealershipId, row });
  }
  return places;
}

/**
 * Changes one byte of a value as PostgreSQL writes it; of no value it makes one.
 *
 * @returns how to put it back, or null where the column does not take the changed value or means the same by it
 */
export async function changeByte(database: Database, place: Place, at: number, by: number): Promise<(() => Promise<void>) | null> {
  const { table, column, type, dealershipId, row } = place;
  const [of, value] = [sql.raw(table), sql.raw(column)];
  const key = keyOf[table];
  const where = sql`dealership_id = ${dealershipId}${key ? sql` and ${sql.raw(key)} = ${row}` : sql``}`;
  const [found] = rowsOf(
    z.object({ text: z.string().nullable(), id: z.string() }),
    await database.orm.execute(sql`select ${value}::text as text, ctid::text as id from ${of} where ${where}`),
  );
  const before = found?.text ?? null;
  const after = before === null || before === '' ? 'x' : changed(before, at, by);
  const write = (text: string | null, condition: SQL) =>
    tamper(database, sql`update ${of} set ${value} = ${text}::${sql.raw(type)} where ${condition}`);
  const ids = await idsOf(database, table);
  try {
    await write(after, where);
  } catch {
    // The column's own type or a constraint refuses it: nothing was changed.
    return null;
  }
  // By where the row lies now: the changed column may be the one that it was found by.
  const moved = (await idsOf(database, table)).find((id) => !ids.includes(id));
  const condition = sql`ctid = ${moved}::tid`;
  const [now] = rowsOf(
    z.object({ text: z.string().nullable() }),
    await database.orm.execute(sql`select ${value}::text as text from ${of} where ${condition}`),
  );
  if (now?.text === before) return null;
  return () => write(before, condition);
}

async function idsOf({ orm }: Database, table: string): Promise<string[]> {
  const rows = rowsOf(z.object({ id: z.string() }), await orm.execute(sql`select ctid::text as id from ${sql.raw(table)}`));
  return rows.map(({ id }) => id);
}

function changed(text: string, at: number, by: number): string {
  const index = at % text.length;
  const sign = text.charAt(index);
  // Every other time one that an id, a time or a hash can have in this place, else any that can be printed.
  const signs = by % 2 === 0 && hexadecimal.includes(sign) ? hexadecimal : printable;
  const others = [...signs].filter((each) => each !== sign);
  return text.slice(0, index) + (others[by % others.length] ?? '') + text.slice(index + 1);
}

const hexadecimal = '0123456789abcdef';
const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('');
