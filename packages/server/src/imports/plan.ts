import { ForecourtError } from '@forecourt/errors';
import type { ImportKind, ImportPlan } from '@forecourt/sdk/contract';
import { guessColumns } from './columns.ts';
import { decodePieces, guessEncoding } from './encoding.ts';
import { importLimits } from './limits.ts';
import { readRows } from './source.ts';
import { guessDelimiter } from './table.ts';

/** Enough of a source to see its encoding, its first row and, of documents, which fields they have. */
const lookedAtRows = 100;

/** Guesses how a source is read, and counts its rows. @throws IMPORT_UNREADABLE */
export async function guessPlan(
  source: () => AsyncIterable<Uint8Array>,
  kind: ImportKind,
): Promise<{ plan: ImportPlan; totalRows: number }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source()) pieces.push(piece);
  const encoding = guessEncoding(Buffer.concat(pieces));
  let start = '';
  for await (const text of decodePieces(source(), encoding)) {
    start += text;
    if (start.length > importLimits.rowCharacters) break;
  }
  if (start.includes('\0'))
    throw new ForecourtError('IMPORT_UNREADABLE', 'This is no text.', { hint: 'Save the table as CSV and send that.' });
  const delimiter = kind === 'csv' ? guessDelimiter(start) : ',';
  const columns = new Set<string>();
  let totalRows = 0;
  for await (const row of readRows(source(), kind, { encoding, delimiter })) {
    totalRows = row.rowNumber;
    if (totalRows <= lookedAtRows) for (const column of row.columns) columns.add(column);
  }
  if (totalRows === 0) throw new ForecourtError('IMPORT_UNREADABLE', 'There are no rows in it.');
  return { plan: { encoding, delimiter, columns: guessColumns([...columns]) }, totalRows };
}
