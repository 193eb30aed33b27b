import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import type { Database } from './open.ts';
import { complaintsOf } from './plans/explain.ts';
import { fillForPlans } from './plans/fill.ts';
import { plannedQueries } from './plans/queries.ts';

/** Enough that the planner would read a table from end to end only where it has no index for a page. `npm run soak -- plans` takes a million. */
const photoCount = 8_000;
const pageSchema = z.object({ nextCursor: z.string().nullish() });

onBothColumns('a page', (column) => {
  let database: Database;
  let dealershipId: string;
  beforeAll(async () => {
    database = await column.open();
    dealershipId = await sampleDealership(database);
    await fillForPlans(database.orm, dealershipId, photoCount);
  });
  afterAll(() => database.close());

  it('of many rows is found by an index, in each order and with each filter', async () => {
    const found: Record<string, string[]> = {};
    for (const [name, query] of Object.entries(await plannedQueries(database.orm, dealershipId))) {
      const page = pageSchema.safeParse(await query(database.orm));
      const nextCursor = page.data?.nextCursor;
      for (const cursor of nextCursor ? [undefined, nextCursor] : [undefined]) {
        const complaints = await complaintsOf(database, (recorder) => query(recorder, cursor));
        if (complaints.length > 0) found[`${name}${cursor ? ', second page' : ''}`] = complaints;
      }
    }
    expect(found).toEqual({});
  });
});
