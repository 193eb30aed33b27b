import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import type { SqlConnection } from '../migrate.ts';
import { plainTexts } from './dump.ts';
import { quoted, readTableShapes } from './tables.ts';

export interface TableRows {
  readonly name: string;
  /** In the order of the texts in each line. */
  readonly columns: readonly string[];
  /** Lines as {@link dumpRows} gives them, in batches. */
  readonly lines: AsyncIterable<readonly string[]>;
}

const foreignKeySchema = z.array(z.object({ table: z.string(), name: z.string(), definition: z.string() }));
const sequenceSchema = z.array(z.object({ table: z.string(), column: z.string(), sequence: z.string() }));

/**
 * Writes rows into empty tables. Tables point at each other in circles, so their foreign keys are taken off, and put on again when
 * all rows are there: PostgreSQL then checks every one of them. Triggers of our own rest meanwhile. The connection has to be in a
 * transaction.
 *
 * @param given names of the tables that come, each of which has to be empty
 * @returns rows by table. @throws BACKUP_INVALID for tables or columns that are not there, and for rows that no table takes
 */
export async function loadRows(
  connection: SqlConnection,
  given: readonly string[],
  tables: AsyncIterable<TableRows>,
): Promise<Record<string, number>> {
  await connection.run(plainTexts);
  const shapes = new Map((await readTableShapes(connection, given)).map((shape) => [shape.name, shape]));
  const names = [...shapes.keys()];
  const foreignKeys = foreignKeySchema.parse(
    await connection.query(
      `select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class c on c.oid = k.conrelid
       where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.relname = any($1::text[])`,
      [names],
    ),
  );
  for (const { table, name } of foreignKeys) await connection.run(`alter table ${quoted(table)} drop constraint ${quoted(name)}`);
  for (const name of names) await connection.run(`alter table ${quoted(name)} disable trigger user`);
  const counts: Record<string, number> = {};
  for await (const { name, columns, lines } of tables) {
    const shape = shapes.get(name);
    if (!shape) throw new ForecourtError('BACKUP_INVALID', `The back-up has a table ${name}, which its version does not know.`);
    const types = new Map(shape.columns.map((column) => [column.name, column.type]));
    const values = columns.map((column, place) => {
      const type = types.get(column);
      if (type === undefined)
        throw new ForecourtError('BACKUP_INVALID', `The back-up has a column ${name}.${column}, which its version does not know.`);
      return `(line->>${place})::${type}`;
    });
    const insert = `insert into ${quoted(name)} (${columns.map(quoted)}) overriding system value select ${values} from jsonb_array_elements($1::jsonb) line`;
    let count = 0;
    for await (const batch of lines) {
      await connection.query(insert, [`[${batch.join(',')}]`]).catch((cause: unknown) => {
        throw new ForecourtError('BACKUP_INVALID', `Rows of ${name} cannot be written.`, { cause });
      });
      count += batch.length;
    }
    counts[name] = count;
  }
  for (const name of names) await connection.run(`alter table ${quoted(name)} enable trigger user`);
  for (const { table, name, definition } of foreignKeys) {
    await connection.run(`alter table ${quoted(table)} add constraint ${quoted(name)} ${definition}`).catch((cause: unknown) => {
      throw new ForecourtError('BACKUP_INVALID', `Rows of ${table} point at rows that are not in the back-up.`, { cause });
    });
  }
  await raiseSequences(connection, names);
  return counts;
}

/** Numbers that the database gives go on after the largest that is there. */
async function raiseSequences(connection: SqlConnection, names: readonly string[]): Promise<void> {
  const found = await connection.query(
    `select c.relname as "table", a.attname as "column", pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relname = any($1::text[]) and a.attnum > 0 and not a.attisdropped
       and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null`,
    [names],
  );
  for (const { table, column, sequence } of sequenceSchema.parse(found)) {
    await connection.query(
      `select setval($1::regclass, max(${quoted(column)})) from ${quoted(table)} having max(${quoted(column)}) is not null`,
      [sequence],
    );
  }
}
