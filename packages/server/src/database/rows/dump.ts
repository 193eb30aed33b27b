import { throwIfAborted } from '@forecourt/errors';
import { z } from 'zod';
import type { SqlConnection } from '../migrate.ts';
import { quoted, readTableShapes, type TableShape } from './tables.ts';

/** Where rows go. Each row is one line: a JSON array with the text of each column, as PostgreSQL writes it, or null. */
export interface RowSink {
  table(table: TableShape): Promise<void>;
  rows(lines: readonly string[]): Promise<void>;
}

const rowsAtOnce = 500;
const linesSchema = z.array(z.object({ line: z.string() }));

/**
 * Makes every text that follows say the same in every session and on every version: times in UTC, numbers with all their digits.
 * Ends with the transaction.
 */
export const plainTexts = `set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'iso_8601'; set local extra_float_digits = 1; set local bytea_output = 'hex'`;

/**
 * Gives all rows of these tables, or of all, table by table, a few hundred at a time. The connection has to be in a transaction of repeatable
 * read: then all of them are of one moment, whatever others write meanwhile.
 */
export async function dumpRows(
  connection: SqlConnection,
  sink: RowSink,
  { names, signal }: { readonly names?: readonly string[] | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  await connection.run(plainTexts);
  for (const table of await readTableShapes(connection, names)) {
    await sink.table(table);
    const texts = table.columns.map(({ name }) => `${quoted(name)}::text`);
    await connection.run(
      `declare forecourt_rows no scroll cursor for select to_json(array[${texts}])::text as line from ${quoted(table.name)}`,
    );
    for (;;) {
      throwIfAborted(signal);
      const rows = linesSchema.parse(await connection.query(`fetch ${rowsAtOnce} from forecourt_rows`, []));
      if (rows.length > 0) await sink.rows(rows.map(({ line }) => line));
      if (rows.length < rowsAtOnce) break;
    }
    await connection.run('close forecourt_rows');
  }
}
