import { openDatabase } from '../../packages/server/src/database/open.ts';
import { complaintsOf } from '../../packages/server/src/database/plans/explain.ts';
import { fillForPlans } from '../../packages/server/src/database/plans/fill.ts';
import { plannedQueries, plannedSearches } from '../../packages/server/src/database/plans/queries.ts';
import { sampleDealership } from '../../packages/server/src/testing/samples.ts';
import { postgres, startPostgres, temporaryFolder } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import type { Soak } from './soak.ts';

/** Every query of the app on a PostgreSQL with a million photos: each found by an index, none that looks at more rows than it shows. */
export const plansSoak: Soak = {
  name: 'plans',
  title: 'plans of every query on a million photos, jobs, vehicles and runs',
  count: 1_000_000,
  async run({ count, signal, say }) {
    if (!postgres.isThere) throw new Skipped('there is no PostgreSQL on this machine');
    await using server = await startPostgres({ settings: { shared_buffers: '256MB', maintenance_work_mem: '256MB' } });
    await using folder = await temporaryFolder();
    await using database = await openDatabase({ dataDir: folder.path, url: withoutTimeout(await server.createDatabase()) });
    const dealershipId = await sampleDealership(database);
    say(`writing ${count} photos`);
    await fillForPlans(database.orm, dealershipId, count);
    const lines: string[] = [];
    const queries = { ...(await plannedQueries(database.orm, dealershipId)), ...plannedSearches(dealershipId) };
    const times: Record<string, number> = {};
    for (const [name, query] of Object.entries(queries)) {
      signal.throwIfAborted();
      const started = performance.now();
      await query(database.orm);
      times[name] = Math.round((performance.now() - started) * 10) / 10;
      lines.push(...(await complaintsOf(database, (recorder) => query(recorder))).map((complaint) => `${name} ${complaint}`));
    }
    const [slowest, slowestMs] = Object.entries(times).toSorted(([, one], [, other]) => other - one)[0] ?? ['', 0];
    const summary = `${Object.keys(queries).length} queries on ${count} photos; the slowest, ${slowest}, took ${slowestMs} ms`;
    return { isGood: lines.length === 0, lines: [summary, ...lines], facts: { count, times, complaints: lines } };
  },
};

/** Filling takes minutes, which a pool's queries otherwise may not. */
function withoutTimeout(url: string): string {
  return `${url}?query_timeout=3600000`;
}
