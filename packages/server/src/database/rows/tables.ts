import { z } from 'zod';
import { getTableName, is } from '../drizzle.ts';
import { PgTable } from '../drizzle-pg.ts';
import type { SqlConnection } from '../migrate.ts';
import * as schema from '../schema.ts';

/** Names of all tables that this version has. */
export const tableNames: readonly string[] = Object.values(schema)
  .flatMap((table) => (is(table, PgTable) ? [getTableName(table)] : []))
  .toSorted();

/** Tables that say what is true of one machine, one moment or one process, and of no copy. */
const passing: readonly string[] = ['file_holds', 'setup_codes', 'storage_moves', 'workers'];

/** Tables whose rows belong into a back-up. */
export const lastingTableNames: readonly string[] = tableNames.filter((name) => !passing.includes(name));

export interface TableShape {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const columnSchema = z.object({ table: z.string(), name: z.string(), type: z.string() });

/**
 * The tables among these that the database has, with the columns that are written: what the database computes itself is left out.
 * A database of an older version has fewer.
 */
export async function readTableShapes(connection: SqlConnection, names: readonly string[] = tableNames): Promise<TableShape[]> {
  const rows = await connection.query(
    `select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any($1::text[])
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by c.relname, a.attnum`,
    [names],
  );
  const columns = z.array(columnSchema).parse(rows);
  const shapes = Map.groupBy(columns, ({ table }) => table);
  return [...shapes].map(([name, own]) => ({ name, columns: own.map((column) => ({ name: column.name, type: column.type })) }));
}

/** A name as SQL takes it, whatever it holds. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
