import { z } from 'zod';
import { sql } from '../../database/drizzle.ts';
import { rowsOf } from '../../database/orm.ts';
import { type Check, failed, ok, warning } from '../check.ts';
import { seenDatabase } from '../seen-database.ts';

const slowMs = 250;
/** As `openPostgres` has it. */
const oldestVersion = 15;
const rowSchema = z.object({ version: z.string(), number: z.coerce.number() });

export const database: Check = {
  name: 'database',
  title: 'Database',
  async run(site) {
    const { kind, orm } = await seenDatabase(site);
    const startedAt = performance.now();
    const [row] = rowsOf(
      rowSchema,
      await orm.execute(sql`select current_setting('server_version') as version, current_setting('server_version_num')::int as number`),
    );
    const latencyMs = Math.round(performance.now() - startedAt);
    const name = kind === 'pglite' ? 'PGlite in the data folder' : 'PostgreSQL';
    const text = `${name}, version ${row?.version ?? 'unknown'}, answers in ${latencyMs} ms`;
    if ((row?.number ?? 0) < oldestVersion * 10_000)
      return failed(`${text}: that version is too old.`, `Use PostgreSQL ${oldestVersion} or newer.`);
    if (latencyMs > slowMs) {
      return warning(`${text}: that is slow.`, 'Look at the load of the database and at the network between it and this server.');
    }
    return ok(`${text}.`);
  },
};
