import type { ImportError } from '@forecourt/sdk/contract';

/**
 * Errors as a table that spreadsheets open (RFC 4180, UTF-8 with its mark). A text that begins like a formula is made one that no
 * spreadsheet computes (OWASP, CSV Injection).
 */
export async function* errorTable(pages: AsyncIterable<readonly ImportError[]>): AsyncGenerator<string> {
  yield '\ufeffrow,column,message,value\r\n';
  for await (const page of pages) {
    yield page
      .map(({ rowNumber, column, message, value }) => `${[String(rowNumber), column, message, value].map(cell).join(',')}\r\n`)
      .join('');
  }
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
