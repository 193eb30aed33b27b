import { ForecourtError } from '@forecourt/errors';
import { EJSON } from 'bson';
import { importLimits } from './limits.ts';
import type { SourceRow } from './source-row.ts';

/**
 * Documents as `mongoexport` writes them: one a line, or an array, in Extended JSON of version 2. A document is a row whose columns are
 * the paths into it: `price.amount`. A document that is broken is a row with a problem, and the next one goes on.
 *
 * @throws IMPORT_UNREADABLE for what holds no documents
 */
export async function* readDocuments(text: AsyncIterable<string>): AsyncGenerator<SourceRow> {
  let rowNumber = 0;
  for await (const part of splitDocuments(text)) {
    rowNumber++;
    const values = new Map<string, string>();
    try {
      flatten(EJSON.parse(part, { relaxed: true }), '', values, 0);
    } catch (error) {
      const problem = ForecourtError.is(error) ? error.message : 'The document is not Extended JSON.';
      yield { rowNumber, values: new Map([['document', part]]), columns: ['document'], problem };
      continue;
    }
    yield { rowNumber, values, columns: [...values.keys()] };
  }
  if (rowNumber === 0) throw new ForecourtError('IMPORT_UNREADABLE', 'There are no documents in it.');
}

/** The texts of the objects that stand beside each other, whatever stands between them. */
export async function* splitDocuments(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let current = '';
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  for await (const piece of pieces) {
    let begin = 0;
    for (let place = 0; place < piece.length; place++) {
      const sign = piece[place];
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (sign === '\\') isEscaped = true;
        else if (sign === '"') isText = false;
      } else if (sign === '"') isText = depth > 0;
      else if (sign === '{') {
        if (depth++ === 0) begin = place;
      } else if (sign === '}' && depth > 0 && --depth === 0) {
        yield limited(current + piece.slice(begin, place + 1));
        current = '';
        begin = place + 1;
      }
    }
    if (depth > 0) current += piece.slice(begin);
    limited(current);
  }
  if (depth > 0) throw new ForecourtError('IMPORT_UNREADABLE', 'The last document is not whole.', { hint: 'Export it again.' });
}

function limited(text: string): string {
  if (text.length <= importLimits.rowCharacters) return text;
  throw new ForecourtError('IMPORT_UNREADABLE', `A document has more than ${importLimits.rowCharacters} characters.`);
}

function flatten(value: unknown, path: string, into: Map<string, string>, depth: number): void {
  if (value === null || value === undefined) return;
  if (depth > importLimits.depth || into.size > importLimits.columns) {
    throw new ForecourtError('IMPORT_UNREADABLE', 'The document has too many levels or fields.');
  }
  if (value instanceof Date) into.set(path, Number.isNaN(value.getTime()) ? '' : value.toISOString());
  else if (typeof value !== 'object') into.set(path, String(value));
  // Identifiers and numbers of BSON say themselves as texts.
  else if ('_bsontype' in value) into.set(path, String(value));
  else if (Array.isArray(value)) into.set(path, value.every((one) => typeof one !== 'object') ? value.join(', ') : `${value.length}`);
  else for (const [name, inner] of Object.entries(value)) flatten(inner, path === '' ? name : `${path}.${name}`, into, depth + 1);
}
