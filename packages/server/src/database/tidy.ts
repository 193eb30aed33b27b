import type { Database } from './database.ts';
import { getTableName, is } from './drizzle.ts';
import { PgTable } from './drizzle-pg.ts';
import * as schema from './schema.ts';

/**
 * Cleans and counts PGlite's tables, which has no autovacuum to do it: without, deleted rows keep their place and the planner does not
 * know what is large. PostgreSQL does that by itself. To be done soon after the start and about every hour.
 */
export async function tidyDatabase({ pglite }: Pick<Database, 'pglite'>): Promise<void> {
  if (!pglite) return;
  // One table after the other, so that queries get their turn between them.
  for (const table of Object.values(schema)) {
    if (is(table, PgTable)) await pglite.exec(`vacuum (analyze) "${getTableName(table)}"`);
  }
}
