import { setImmediate as breath } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import type { ImportKind, ImportPlan } from '@forecourt/sdk/contract';
import { readDocuments } from './documents.ts';
import { decodePieces } from './encoding.ts';
import { importLimits } from './limits.ts';
import type { SourceRow } from './source-row.ts';
import { readTable } from './table.ts';

/** Some milliseconds of work. */
const rowsInARow = 200;

/** Rows of a source of any kind, in their order. @throws IMPORT_UNREADABLE */
export async function* readRows(
  pieces: AsyncIterable<Uint8Array>,
  kind: ImportKind,
  plan: Pick<ImportPlan, 'encoding' | 'delimiter'>,
): AsyncGenerator<SourceRow> {
  const text = decodePieces(pieces, plan.encoding);
  // Names of folders come as a document each.
  for await (const row of kind === 'csv' ? readTable(text, plan.delimiter) : readDocuments(text)) {
    if (row.rowNumber > importLimits.rows) {
      throw new ForecourtError('IMPORT_UNREADABLE', `It has more than ${importLimits.rows} rows.`, {
        hint: 'Split it into several files.',
      });
    }
    yield row;
    // Neither reading nor the embedded database ever waits for anything from outside: without a break nobody else would be answered.
    if (row.rowNumber % rowsInARow === 0) await breath();
  }
}
