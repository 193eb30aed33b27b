import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import type { Database } from './open.ts';
import { type ProviderCall, readUsageDays, recordUsage } from './usage.ts';
import { listUsageCalls, walkUsageCalls } from './usage-calls.ts';
import { readUsageSums } from './usage-sums.ts';

const march = { from: '2026-03-01', to: '2026-03-31' };

onBothColumns('usage', (column) => {
  let database: Database;
  beforeAll(async () => {
    database = await column.open();
  });
  afterAll(() => database.close());

  it('is added up by day to the last millionth of a dollar, also of calls that end at the same time', async () => {
    const dealershipId = await sampleDealership(database);
    const other = await sampleDealership(database, 'Others');
    const call: ProviderCall = {
      ...{ dealershipId, provider: 'replicate', operation: 'removeBackground', model: 'bria', costMicrodollars: 333_333 },
      estimateMicrodollars: 400_000,
    };
    const on = (day: string) => new Date(`2026-03-0${day}T23:59:59.999Z`);
    const write = (given: ProviderCall) => database.transaction((tx) => recordUsage(tx, given));
    await Promise.all([
      ...Array.from({ length: 9 }, () => write({ ...call, at: on('1') })),
      write({ ...call, at: on('2'), costMicrodollars: 1, outcome: 'failed' }),
      write({ ...call, at: on('2'), costMicrodollars: 0, estimateMicrodollars: 0, outcome: 'cached' }),
      write({ ...call, at: on('3') }),
      write({ ...call, at: on('1'), dealershipId: other }),
    ]);
    const day = { provider: 'replicate', operation: 'removeBackground', model: 'bria', actor: 'system', cancelled: 0 };
    expect(await readUsageDays(database.orm, dealershipId, '2026-03-01', '2026-03-02')).toEqual([
      { ...day, day: '2026-03-01', calls: 9, done: 9, failed: 0, cached: 0, costMicrodollars: 2_999_997, estimateMicrodollars: 3_600_000 },
      { ...day, day: '2026-03-02', calls: 1, done: 0, failed: 1, cached: 1, costMicrodollars: 1, estimateMicrodollars: 400_000 },
    ]);
    // A call that is rolled back is in neither.
    await database
      .transaction(async (tx) => {
        await recordUsage(tx, { ...call, at: on('1') });
        throw new RangeError('no');
      })
      .catch(() => undefined);
    expect((await readUsageDays(database.orm, dealershipId, '2026-03-01', '2026-03-01'))[0]?.calls).toBe(9);
  });

  it('has sums by everything that it is grouped by, which are those of the ledger', async () => {
    const dealershipId = await sampleDealership(database);
    const providers = ['openai', 'replicate', 'local'];
    const actors = ['system', 'named:Ann', 'person:01990000-0000-7000-8000-000000000000'];
    await database.transaction(async (tx) => {
      for (let index = 0; index < 60; index++) {
        await recordUsage(tx, {
          dealershipId,
          provider: providers[index % 3] ?? '',
          model: `m${index % 4}`,
          operation: index % 2 ? 'generateImage' : 'editImage',
          outcome: index % 5 === 0 ? 'failed' : index % 7 === 0 ? 'cached' : 'done',
          actor: actors[index % 3],
          costMicrodollars: index * 7,
          estimateMicrodollars: index * 8,
          durationMs: 100 + index,
          at: new Date(Date.parse('2026-03-01T12:00:00Z') + (index % 6) * 86_400_000),
        });
      }
    });
    const calls = [];
    for await (const page of walkUsageCalls(database.orm, dealershipId, march, 13)) calls.push(...page);
    expect(calls).toHaveLength(60);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(60);
    const cost = calls.reduce((sum, { costMicrodollars }) => sum + costMicrodollars, 0);
    const failed = calls.filter(({ outcome }) => outcome === 'failed').length;
    for (const groupBy of ['provider', 'model', 'operation', 'person', 'day'] as const) {
      const { items, total } = await readUsageSums(database.orm, dealershipId, { ...march, groupBy });
      expect(total).toMatchObject({ costMicrodollars: cost, failed, calls: calls.filter(({ outcome }) => outcome !== 'cached').length });
      expect(items.reduce((sum, { costMicrodollars }) => sum + costMicrodollars, 0)).toBe(cost);
    }
    const days = await readUsageSums(database.orm, dealershipId, { ...march, groupBy: 'day' });
    expect(days.items.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6].map((day) => `2026-03-0${day}`));
    const people = await readUsageSums(database.orm, dealershipId, { ...march, groupBy: 'person' });
    expect(new Set(people.items.map(({ label }) => label))).toEqual(new Set(['A person who has left', 'Ann', 'Forecourt']));
  });

  it('tells how long calls took, of those that succeeded', async () => {
    const dealershipId = await sampleDealership(database);
    await database.transaction(async (tx) => {
      for (let index = 1; index <= 101; index++) {
        const call = { dealershipId, provider: 'openai', operation: 'generateImage', costMicrodollars: 0 } as const;
        await recordUsage(tx, { ...call, durationMs: index * 10, at: new Date('2026-03-05T00:00:00Z') });
        if (index === 1) await recordUsage(tx, { ...call, outcome: 'failed', durationMs: 90_000, at: new Date('2026-03-05T00:00:00Z') });
      }
    });
    const { items, total } = await readUsageSums(database.orm, dealershipId, { ...march, groupBy: 'provider' });
    expect(items).toMatchObject([{ medianMs: 510, slowMs: 960, failed: 1, done: 101 }]);
    expect(total).toMatchObject({ medianMs: 510, slowMs: 960 });
    const long = await readUsageSums(database.orm, dealershipId, { from: '2025-06-01', to: '2026-03-31', groupBy: 'provider' });
    expect(long.total).toMatchObject({ medianMs: null, done: 101 });
  });

  it('is walked page by page, newest first, and filtered', async () => {
    const dealershipId = await sampleDealership(database);
    const jobId = '01990000-0000-7000-8000-00000000000a';
    await database.transaction(async (tx) => {
      for (let index = 0; index < 7; index++) {
        await recordUsage(tx, {
          ...{ dealershipId, provider: index % 2 ? 'local' : 'openai', operation: 'removeBackground', costMicrodollars: index },
          ...(index === 3 && { jobId, actor: 'named:Ann' }),
          // Several at one moment: the cursor tells them apart.
          at: new Date('2026-03-05T00:00:00Z'),
        });
      }
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listUsageCalls(database.orm, dealershipId, { ...march, limit: 3, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(7);
    expect(seen.every((id, index) => index === 0 || id < (seen[index - 1] ?? ''))).toBe(true);
    const ofJob = await listUsageCalls(database.orm, dealershipId, { ...march, limit: 3, jobId });
    expect(ofJob.items).toMatchObject([{ costMicrodollars: 3, actor: { kind: 'person', id: null, name: 'Ann' } }]);
    const local = await listUsageCalls(database.orm, dealershipId, { ...march, limit: 50, provider: 'local' });
    expect(local.items).toHaveLength(3);
    const none = await listUsageCalls(database.orm, await sampleDealership(database, 'Others'), { ...march, limit: 50 });
    expect(none.items).toEqual([]);
  });
});
