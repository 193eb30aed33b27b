import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';

/** The end of a page as an opaque text: the sort key of its last item. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor that {@link encodeCursor} made for the same order. @throws INVALID_INPUT for any other text */
export function decodeCursor<Key extends z.ZodType>(schema: Key, cursor: string): z.output<Key> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', 'The cursor is not one of this list.', {
      hint: 'Send nextCursor of the page before, with the same filters and the same order.',
      details: { field: 'cursor' },
      cause: error,
    });
  }
}

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** What every list takes. */
export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Makes a page of one row more than fits on it: that one says that there is another page, and is not shown. */
export function pageOfRows<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => readonly (string | number)[]): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
