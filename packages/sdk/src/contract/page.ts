import * as z from 'zod';

/** Query of every list: pages are walked by an opaque cursor, so that nothing is skipped or shown twice while rows come and go. */
export const pageQuerySchema = z.object({
  cursor: z.string().max(500).optional().meta({ description: '`nextCursor` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items on a page.' }),
});

/** One page of a list; `nextCursor` is null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
