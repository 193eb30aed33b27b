import { openDatabase } from '../../packages/server/src/database/open.ts';
import type { Column } from '../../packages/testing/src/index.ts';

export type RunSql = (statement: string) => Promise<void>;

/** Gives the database of a column, whose embedded server must be stopped, for statements of one's own. */
export async function withDatabase(column: Column, work: (run: RunSql) => Promise<void>): Promise<void> {
  await using database = await openDatabase({ dataDir: column.dataDir, url: column.environment.DATABASE_URL });
  const { pglite, pool } = database;
  await work(async (statement) => {
    await (pglite ? pglite.query(statement) : pool?.query(statement));
  });
}
