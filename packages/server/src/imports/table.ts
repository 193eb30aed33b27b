import { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import type { ImportPlan } from '@forecourt/sdk/contract';
import { parse } from 'csv-parse';
import { importLimits } from './limits.ts';
import type { SourceRow } from './source-row.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/** What separates the columns: the sign that stands most often outside of quotes in the first line. */
export function guessDelimiter(text: string): ImportPlan['delimiter'] {
  let isQuoted = false;
  const counts = new Map<string, number>();
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    else if ((sign === '\n' || sign === '\r') && !isQuoted) break;
    else if (!isQuoted) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  return delimiters.reduce((best, sign) => ((counts.get(sign) ?? 0) > (counts.get(best) ?? 0) ? sign : best));
}

/** Rows of a table, each by the names in its first row. @throws IMPORT_UNREADABLE for what is no table */
export async function* readTable(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<SourceRow> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: importLimits.rowCharacters,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  let names: string[] | undefined;
  let rowNumber = 0;
  try {
    for await (const record of source.pipe(parser)) {
      const values: string[] = record;
      if (names === undefined) names = columnNames(values);
      else {
        const row = new Map(names.map((name, place) => [name, (values[place] ?? '').trim()]));
        if ([...row.values()].some((value) => value !== '')) yield { rowNumber: ++rowNumber, values: row, columns: names };
      }
    }
  } catch (cause) {
    if (ForecourtError.is(cause)) throw cause;
    throw new ForecourtError('IMPORT_UNREADABLE', `The table cannot be read behind row ${rowNumber}: ${reasonOf(cause)}.`, { cause });
  } finally {
    source.destroy();
  }
  if (names === undefined) throw new ForecourtError('IMPORT_UNREADABLE', 'The table has no row of column names.');
}

/** Columns without a name, and names that come twice, get one to tell them apart. */
function columnNames(values: readonly string[]): string[] {
  if (values.length > importLimits.columns) {
    throw new ForecourtError('IMPORT_UNREADABLE', `The table has ${values.length} columns; ${importLimits.columns} are the most.`);
  }
  const names: string[] = [];
  for (const [place, value] of values.entries()) {
    const name = value.trim().slice(0, 180) || `Column ${place + 1}`;
    names.push(names.includes(name) ? `${name} (${place + 1})` : name);
  }
  return names;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '').slice(0, 200) : String(error);
}
