import { createRandom } from '../../e2e/random.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { migratePostgres } from '../../packages/server/src/database/postgres.ts';
import { runMove } from '../../packages/server/src/storage/testing/move-scenario.ts';
import { postgres, startPostgres, temporaryFolder } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import type { Soak } from './soak.ts';

/** Files for each kill of whoever moves them. */
const filesAKill = 500;

/** Moves files to a bucket that fails in every twentieth answer, while they are used and the mover is killed. */
export const storageMoveSoak: Soak = {
  name: 'storage.move',
  title: '10,000 files from a folder to a failing bucket, the mover killed twenty times: nothing lost, nothing twice',
  count: 10_000,
  async run({ count, seed, signal, say }) {
    if (!postgres.isThere) throw new Skipped('there is no PostgreSQL on this machine');
    await using server = await startPostgres();
    const url = await server.createDatabase();
    await migratePostgres({ url });
    await using folder = await temporaryFolder();
    const place = { dataDir: folder.path, url, [Symbol.asyncDispose]: async () => undefined };
    await using database = await openDatabase(place);
    const kills = Math.max(1, Math.floor(count / filesAKill));
    const report = await runMove({ place, database, files: count, kills, faults: 0.05, random: createRandom(seed), signal, say });
    const { files, putMeanwhile, readMeanwhile, calls, failedCalls, seconds, problems } = report;
    const summary = `${files} files in ${seconds.toFixed(0)} s, ${kills} kills, ${failedCalls} of ${calls} answers failed; ${putMeanwhile} put and ${readMeanwhile} read meanwhile`;
    return {
      isGood: problems.length === 0,
      lines: [summary, ...(problems.length > 0 ? problems : ['Nothing lost, doubled or left.'])],
      facts: report,
    };
  },
};
