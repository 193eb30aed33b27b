import { runKills, type Victim } from '../../e2e/kill/scenario.ts';
import { type ColumnName, postgres, redis, startColumn } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import type { Soak } from './soak.ts';

/** Kills at random in uploads and jobs; then each photo and each result has to be there exactly once. */
export function killSoak(column: ColumnName): Soak {
  const isGrown = column === 'grown';
  const victims: readonly Victim[] = isGrown ? ['server', 'worker', 'redis', 'worker', 'postgres'] : ['server'];
  return {
    name: `kill.${column}`,
    title: `fifty kills of ${isGrown ? 'two servers, a worker, their PostgreSQL and their Redis' : 'the server on PGlite'}: each photo and result exactly once`,
    count: 50,
    async run({ count, seed, signal, say }) {
      if (isGrown && !(postgres.isThere && redis.isThere)) throw new Skipped('there is no PostgreSQL or no Redis on this machine');
      await using running = await startColumn(column);
      const report = await runKills(running, { kills: count, victims, seed, signal, say });
      const { photos, killsInUploads, killsInJobs, faults } = report;
      const summary = `${count} kills, ${killsInUploads} of them during uploads and ${killsInJobs} with photos in the machine's hands; ${photos} photos`;
      return {
        isGood: faults.length === 0,
        lines: [summary, ...(faults.length > 0 ? faults : ['Nothing lost, doubled or left.'])],
        facts: report,
      };
    },
  };
}
