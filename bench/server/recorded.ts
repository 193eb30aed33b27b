import { randomUUID } from 'node:crypto';
import type { HostFile, HostJob, HostJobWish } from '../../packages/sdk/src/contract/index.ts';
import type { Host } from '../../packages/sdk/src/remote/index.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { recorded } from '../../packages/server/src/executions/index.ts';
import { silentLogger as logger } from '../../packages/server/src/jobs/logger.ts';
import { sampleDealership } from '../../packages/server/src/testing/samples.ts';
import { type ColumnName, postgres, startPostgres, temporaryFolder } from '../../packages/testing/src/index.ts';
import { type Benchmark, type Context, Skipped } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';
import { percentile } from './percentile.ts';

const runs = 100;
const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
const input: HostFile = { sha256: 'a'.repeat(64), bytes: 4_000_000, name: 'car.jpg' };

/** What writing down adds to a photo's run on a host that takes no time at all, beside an insert and an update in SQL. */
export function executionRecorded(column: ColumnName): Benchmark {
  return {
    name: `server.recorded.${column}`,
    title: `a run on a host written down on ${column === 'embedded' ? 'PGlite' : 'PostgreSQL'}, 95th of a hundred`,
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
  const { pglite, pool } = database;
  const query = async (sql: string, parameters: unknown[]) =>
    void (await (pglite ? pglite.query(sql, parameters) : pool?.query(sql, parameters)));
  await query(`insert into hosts (id, dealership_id, name, state) values ($1, $2, 'Office PC', 'online')`, [hostId, dealershipId]);
  const host = recorded(instantHost(), { database, dealershipId, logger, passingChannel: 'bench' });
  const timed = async (work: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const started = performance.now();
      await work();
      times.push(performance.now() - started);
    }
    return percentile(times, 0.95);
  };
  const pairs = await alternately(context, {
    unit: 'ms',
    ours: () => timed(() => host.run({ operation: 'removeBackground', inputs: [input] }, { key: `cutout-${randomUUID()}` })),
    peer: () =>
      timed(async () => {
        const id = randomUUID();
        const row = [id, dealershipId, hostId];
        await query(
          `insert into executions (id, dealership_id, host_id, operation, state, started_by) values ($1, $2, $3, 'removeBackground', 'running', 'Ann')`,
          row,
        );
        await query(`update executions set state = 'done', finished_at = now() where dealership_id = $1 and id = $2`, [dealershipId, id]);
      }),
  });
  return compare(pairs, { unit: 'ms', peer: 'an insert and an update', better: 'less' });
}

/** A host that is done at once: what is left is the writing. */
function instantHost(): Host {
  const nothing = () => Promise.reject(new TypeError('This host only runs.'));
  const close = async () => undefined;
  return {
    ...{ id: hostId, name: 'Office PC', lastHealth: null, roads: () => [], probe: nothing, health: nothing, diagnose: nothing },
    ...{ send: nothing, fetch: nothing, collected: close, drain: nothing, publish: nothing, update: nothing },
    run: async (wish, { key, onEvent }) => {
      const at = new Date().toISOString();
      onEvent?.({ sequence: 1, at, type: 'state', state: 'running' });
      onEvent?.({ sequence: 2, at, type: 'state', state: 'done' });
      return jobOf(wish, key, at);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function jobOf({ operation, inputs }: HostJobWish, key: string, at: string): HostJob {
  const request = { operation, inputs, parameters: {}, script: null, whatIf: false, timeLimitMs: 600_000, priority: 0 };
  return {
    ...{ key, request, state: 'done', attempts: 1, progress: { stage: 'done', share: 1 }, items: [], problem: null, exitCode: null },
    ...{ lastSequence: 2, createdAt: at, startedAt: at, finishedAt: at },
  };
}
