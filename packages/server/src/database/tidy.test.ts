import { expect, it } from 'vitest';
import { z } from 'zod';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership, sampleVehicle } from '../testing/samples.ts';
import { sql } from './drizzle.ts';
import { rowsOf } from './orm.ts';
import { tidyDatabase } from './tidy.ts';

onBothColumns('tidying', (column) => {
  it('leaves the planner knowing how many rows there are', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    await sampleVehicle(database, dealershipId);
    await tidyDatabase(database);
    // PostgreSQL's autovacuum comes when it finds it worth while, which one row is not.
    const counted = await database.orm.execute(sql`select reltuples as rows from pg_class where relname = 'vehicles'`);
    expect(rowsOf(z.object({ rows: z.number() }), counted)).toEqual([{ rows: column.name === 'PGlite' ? 1 : -1 }]);
  });
});
