import { ForecourtError } from '@forecourt/errors';
import type { ImportKind, ImportPlan } from '@forecourt/sdk/contract';
import { readDocuments } from './documents.ts';
import { decodePieces } from './encoding.ts';
import { importLimits } from './limits.ts';
import { readTable } from './table.ts';

/** One row of a source, as texts. */
export interface SourceRow {
  /** From 1 on; the row of column names does not count. */
  readonly rowNumber: number;
  readonly columns: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** Why it could not be read at all. */
  readonly problem?: string;
}

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
  }
}
