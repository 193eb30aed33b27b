import { randomUUID } from 'node:crypto';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { dealerships, errorGroups, errorOccurrences } from '../../packages/server/src/database/schema.ts';
import { silentLogger } from '../../packages/server/src/jobs/logger.ts';
import { createFailureRecorder } from '../../packages/server/src/monitoring/failures.ts';
import { temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Benchmark, Context } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';

const ourCount = 20_000;
const peerCount = 500;

/** Equal failures noted and written, beside a row for each of them in the same database. */
export const errorFlood: Benchmark = {
  name: 'monitoring.flood',
  title: 'equal failures a second, noted and written, beside a row for each',
  target: { field: 'ratio', bound: 'at least', limit: 10 },
  repeat: 5,
  run: measure,
};

async function measure(context: Context) {
  await using folder = await temporaryFolder();
  await using database = await openDatabase({ dataDir: folder.path });
  const dealershipId = randomUUID();
  await database.orm.insert(dealerships).values({ id: dealershipId, name: 'Flooded' });
  const group = { id: randomUUID(), dealershipId, code: 'DISK_FULL', place: 'http', message: '', hint: '' } as const;
  await database.orm.insert(errorGroups).values({ ...group, fingerprint: 'peer', firstSeenAt: new Date(), lastSeenAt: new Date() });
  const message = (index: number) => `No space left for photo-${index}.jpg, 4,096 bytes were missing.`;

  const pairs = await alternately(context, {
    unit: 'failures/s',
    async ours() {
      const started = performance.now();
      {
        await using recorder = createFailureRecorder({ database, logger: silentLogger, passingChannel: 'bench' });
        for (let index = 0; index < ourCount; index++) {
          recorder.record({ dealershipId, code: 'DISK_FULL', message: message(index), where: 'http', details: { index } });
        }
      }
      return (1000 * ourCount) / (performance.now() - started);
    },
    async peer() {
      const started = performance.now();
      for (let index = 0; index < peerCount; index++) {
        const row = { id: randomUUID(), groupId: group.id, dealershipId, message: message(index), details: { index } };
        await database.orm.insert(errorOccurrences).values(row);
      }
      return (1000 * peerCount) / (performance.now() - started);
    },
  });
  return compare(pairs, { unit: 'failures/s', peer: 'a row for each', better: 'more' });
}
