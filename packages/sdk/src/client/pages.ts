import type { CallOptions } from './call.ts';

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * A list on the server: walk it with `for await`, which fetches page after page as it is needed, or take one page.
 *
 * @example
 * for await (const vehicle of client.vehicles.list()) console.log(vehicle.stockNumber);
 * const first = await client.vehicles.list({ limit: 20 }).page();
 * const second = await client.vehicles.list({ limit: 20 }).page({ cursor: first.nextCursor });
 */
export interface ListResult<Item> extends AsyncIterable<Item> {
  /** One page: the first, or the one behind `cursor`. */
  page(options?: { readonly cursor?: string | null | undefined }): Promise<Page<Item>>;
}

/** Makes a list of a function that fetches one page of it. */
export function listOf<Item>(
  fetchPage: (cursor: string | undefined, options: CallOptions) => Promise<Page<Item>>,
  options: CallOptions = {},
): ListResult<Item> {
  return {
    page: ({ cursor } = {}) => fetchPage(cursor ?? undefined, options),
    async *[Symbol.asyncIterator]() {
      let cursor: string | undefined;
      do {
        const page = await fetchPage(cursor, options);
        yield* page.items;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    },
  };
}
