import { z } from 'zod';
import type { ExtractTablesWithRelations } from './drizzle.ts';
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from './drizzle-pg.ts';
import type * as schema from './schema.ts';

type Schema = typeof schema;

/** Typed access to the tables, the same on PGlite and on PostgreSQL. A {@link Transaction} can stand in for it. */
export type ForecourtOrm = PgDatabase<PgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/** What the work of `database.transaction` gets, and all that it may use. */
export type Transaction = PgTransaction<PgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/** The rows of a query in SQL, parsed: both drivers give an object with `rows`. */
export function rowsOf<Row extends z.ZodType>(row: Row, result: unknown): z.output<Row>[] {
  return z.object({ rows: z.array(row) }).parse(result).rows;
}
