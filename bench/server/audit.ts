import { randomUUID } from 'node:crypto';
import { openAuditLog } from '../../packages/server/src/audit/index.ts';
import { appendAudit, readAuditRows, systemActor } from '../../packages/server/src/database/audit.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { ensureDealership } from '../../packages/server/src/database/people.ts';
import { openKeyRing } from '../../packages/server/src/secrets/index.ts';
import { temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Benchmark, Context } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';

const entries = 10_000;
const pageSize = 1_000;

/** A check of a whole log, beside reading the same rows and doing nothing with them. */
export const auditVerify: Benchmark = {
  name: 'server.audit.verify',
  title: `checking the chain of ${entries} entries of the audit log on PGlite`,
  repeat: 5,
  run: measure,
};

async function measure(context: Context) {
  await using folder = await temporaryFolder();
  await using database = await openDatabase({ dataDir: folder.path });
  const dealershipId = randomUUID();
  await ensureDealership(database.orm, dealershipId, 'Motors');
  context.progress(`writing ${entries} entries`);
  const details = { name: 'front-left.jpg', vehicleId: randomUUID(), sha256: '0'.repeat(64) };
  for (let written = 0; written < entries; written += pageSize) {
    context.signal.throwIfAborted();
    await database.transaction(async (tx) => {
      for (let count = 0; count < pageSize; count++) {
        await appendAudit(tx, {
          dealershipId,
          actor: systemActor,
          action: 'photo.deleted',
          target: { kind: 'photo', id: randomUUID() },
          details,
        });
      }
    });
  }
  const log = openAuditLog({ database, ring: openKeyRing({ dataDir: folder.path }), dataDir: folder.path });
  const timed = async (work: () => Promise<void>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const pairs = await alternately(context, {
    unit: 'ms',
    ours: () =>
      timed(async () => {
        const { isIntact, entries: checked } = await log.verify(dealershipId);
        if (!isIntact || checked !== entries) throw new Error(`${checked} of ${entries} entries were checked`);
      }),
    peer: () =>
      timed(async () => {
        for (let after = 0; after < entries; after += pageSize) await readAuditRows(database.orm, dealershipId, after, pageSize);
      }),
  });
  return compare(pairs, { unit: 'ms', peer: 'reading the rows alone', better: 'less' });
}
