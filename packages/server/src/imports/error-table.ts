import type { ImportError } from '@forecourt/sdk/contract';
import { csvLine } from '../csv/index.ts';

/** Errors as a table that spreadsheets open: UTF-8 with its mark. */
export async function* errorTable(pages: AsyncIterable<readonly ImportError[]>): AsyncGenerator<string> {
  yield '\ufeffrow,column,message,value\r\n';
  for await (const page of pages) {
    yield page.map(({ rowNumber, column, message, value }) => csvLine([String(rowNumber), column, message, value])).join('');
  }
}
