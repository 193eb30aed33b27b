import type { HostJobEvent } from '@forecourt/sdk/contract';
import type { Host } from '@forecourt/sdk/remote';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginExecution, type ExecutionLease } from '../database/execution-steps.ts';
import { readExecutionRow } from '../database/executions.ts';
import type { Database } from '../database/open.ts';
import { hosts } from '../database/schema.ts';
import { createLocalStorage, type Storage } from '../storage/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { createLogKeeper } from './log-keeper.ts';
import { keepOutputs } from './outputs.ts';

const hostId = '01980a3e-7c1f-7000-8000-00000000a9e8';
const at = '2026-11-21T00:00:00.000Z';

/** The far end of a job: it was never asked for a file where its words are not believed. */
function hostThatSays(): Host {
  const never = () => Promise.reject(new TypeError('This host is asked for nothing.'));
  const close = async () => undefined;
  return {
    ...{ id: hostId, name: 'Office PC', lastHealth: null, roads: () => [], probe: never, health: never, diagnose: never, send: never },
    ...{ fetch: never, run: never, collected: close, drain: never, publish: never, update: never, close },
    [Symbol.asyncDispose]: close,
  };
}

onBothColumns('a host that does not tell the truth', (column) => {
  let database: Database;
  let folder: TemporaryFolder;
  let storage: Storage;
  let dealershipId: string;
  beforeAll(async () => {
    [database, folder] = await Promise.all([column.open(), temporaryFolder()]);
    storage = await createLocalStorage({ folder: folder.path });
    dealershipId = await sampleDealership(database);
    await database.orm.insert(hosts).values({ id: hostId, dealershipId, name: 'Office PC', state: 'online' });
  });
  afterAll(async () => {
    await storage[Symbol.asyncDispose]();
    await database.close();
    await folder[Symbol.asyncDispose]();
  });

  const begin = async (jobKey: string): Promise<ExecutionLease> => {
    const row = { dealershipId, hostId, operation: 'removeBackground' as const, parameters: {}, startedBy: 'Ann', jobKey, isOurs: false };
    const more = { whatIf: false, timeLimitMs: 1000, searchText: '' };
    return await database.transaction((tx) => beginExecution(tx, { ...row, ...more }, { inputs: [], leaseMs: 60_000, road: null }));
  };

  /** Nearly as much as is kept of one run. */
  const keptBytes = 16 * 1024 * 1024 - 100_000;
  const mostBytes = { log: 200_000, progress: 200_000, state: 5_000_000 } as const;

  it('fills no table with events, however many it tells and whatever they are', async () => {
    for (const told of ['log', 'progress', 'state'] as const) {
      const lease = await begin(`endless-${told}`);
      const problems: unknown[] = [];
      const log = createLogKeeper({
        ...{ database, lease, leaseMs: 60_000, passingChannel: 'passing', after: 0, keptBytes, pauseMs: 60_000 },
        onLost: () => problems.push('lost'),
        onError: (error) => problems.push(error),
      });
      const events: Record<typeof told, (sequence: number) => HostJobEvent> = {
        log: (sequence) => ({ sequence, at, type: 'log', stream: 'out', text: '' }),
        progress: (sequence) => ({ sequence, at, type: 'progress', stage: 'x'.repeat(1000), share: 0 }),
        state: (sequence) => ({ sequence, at, type: 'state', state: 'running' }),
      };
      for (let sequence = 1; sequence <= 70_000; sequence++) log.add(events[told](sequence));
      await log.flush();
      const { logBytes } = await readExecutionRow(database.orm, lease);
      expect({ problems, isBounded: logBytes > 50_000 && logBytes < mostBytes[told] }).toEqual({ problems: [], isBounded: true });
    }
  });

  it('is not asked for a result that is larger than a picture may be', async () => {
    const sha256 = 'a'.repeat(64);
    const output = { sha256: 'b'.repeat(64), bytes: 10 ** 13, name: 'car.png' };
    const item = { input: sha256, output, report: null, model: null, timings: null, warnings: [], problem: null };
    const { files, assets } = await keepOutputs([item], [{ sha256, bytes: 1, name: 'car.jpg' }], {
      ...{ database, storage, folder: folder.path, executionId: 'run', dealershipId, host: hostThatSays() },
      signal: new AbortController().signal,
    });
    expect(assets).toEqual([]);
    expect(files).toMatchObject([{ assetSha256: null, problem: { code: 'FILE_TOO_LARGE' } }]);
  });
});
