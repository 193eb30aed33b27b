import { z } from 'zod';
import { drizzlePglite, drizzlePostgres, type Logger } from '../drizzle.ts';
import type { Database, ForecourtOrm } from '../open.ts';
import * as schema from '../schema.ts';

/** Six tables of 51 rows each, or all photos of ten vehicles and one. */
const mostRows = 700;

const planSchema = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  'Rows Removed by Index Recheck': z.number().default(0),
  get Plans() {
    return z.array(planSchema).optional();
  },
});
const explainedSchema = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: planSchema })]) })]);

/** What is wrong with the plans of all statements of a query: tables read from end to end, and too many rows looked at. */
export async function complaintsOf(database: Database, query: (recorder: ForecourtOrm) => Promise<unknown>): Promise<string[]> {
  const statements: { sql: string; parameters: unknown[] }[] = [];
  const logger = { logQuery: (text: string, parameters: unknown[]) => void statements.push({ sql: text, parameters }) };
  await query(recording(database, logger));
  const complaints: string[] = [];
  for (const { sql: text, parameters } of statements) {
    const explain = `explain (analyze, timing off, format json) ${text}`;
    const result = database.pglite ? await database.pglite.query(explain, parameters) : await database.pool?.query(explain, parameters);
    const [{ 'QUERY PLAN': plans }] = explainedSchema.parse(result?.rows);
    let rows = 0;
    const visit = (plan: z.infer<typeof planSchema>) => {
      if (plan['Node Type'] === 'Seq Scan') complaints.push(`reads all of ${plan['Relation Name']}: ${text}`);
      if (plan['Relation Name'])
        rows += (plan['Actual Rows'] + plan['Rows Removed by Filter'] + plan['Rows Removed by Index Recheck']) * plan['Actual Loops'];
      for (const below of plan.Plans ?? []) visit(below);
    };
    visit(plans[0].Plan);
    if (rows > mostRows) complaints.push(`looks at ${rows} rows: ${text}`);
  }
  return complaints;
}

function recording({ pglite, pool }: Database, logger: Logger): ForecourtOrm {
  if (pglite) return drizzlePglite(pglite, { schema, logger });
  if (pool) return drizzlePostgres(pool, { schema, logger });
  throw new Error('This database has neither.');
}
