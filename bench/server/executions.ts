import { listExecutions } from '../../packages/server/src/database/executions.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { fillForPlans } from '../../packages/server/src/database/plans/fill.ts';
import { sampleDealership } from '../../packages/server/src/testing/samples.ts';
import { type ColumnName, postgres, startPostgres, temporaryFolder } from '../../packages/testing/src/index.ts';
import { type Benchmark, type Context, Skipped } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';
import { percentile } from './percentile.ts';

const executions = 10_000;
const allowedMs = 200;
/** Of few, of many, of nobody, of two letters that no index knows. */
const searches = ['photo-1234.jpg', 'removebackground', 'segmentation fault', 'exit code 137', 'zz'];

/** The 95th of a hundred searches among ten thousand runs, beside the same question in SQL without anything of ours. */
export function executionSearch(column: ColumnName): Benchmark {
  return {
    name: `server.search10k.${column}`,
    title: `a search among ${executions} runs on ${column === 'embedded' ? 'PGlite' : 'PostgreSQL'}, 95th of a hundred`,
    target: { field: 'value', bound: 'at most', limit: allowedMs },
    repeat: 5,
    run: (context) => measure(column, context),
  };
}

async function measure(column: ColumnName, context: Context) {
  if (column === 'grown' && !postgres.isThere) throw new Skipped('there is no PostgreSQL on this machine');
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const url = column === 'grown' ? await stack.use(await startPostgres()).createDatabase() : undefined;
  const database = stack.use(await openDatabase({ dataDir: folder.path, url }));
  const dealershipId = await sampleDealership(database);
  context.progress(`writing ${executions} runs`);
  await fillForPlans(database.orm, dealershipId, executions);
  const timed = async (ask: (search: string) => Promise<unknown>) => {
    const times: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      for (const search of searches) {
        const started = performance.now();
        await ask(search);
        times.push(performance.now() - started);
      }
    }
    return percentile(times, 0.95);
  };
  const bare = 'select * from executions where dealership_id = $1 and search_text ilike $2 order by id desc limit 51';
  const { pglite, pool } = database;
  const pairs = await alternately(context, {
    unit: 'ms',
    ours: () => timed((search) => listExecutions(database.orm, dealershipId, { limit: 50, search })),
    peer: () =>
      timed((search) => {
        const parameters = [dealershipId, `%${search}%`];
        return pglite ? pglite.query(bare, parameters) : Promise.resolve(pool?.query(bare, parameters));
      }),
  });
  return compare(pairs, { unit: 'ms', peer: 'the bare query', better: 'less' });
}
