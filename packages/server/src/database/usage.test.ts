import { expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { readUsageDays, recordUsage } from './usage.ts';

onBothColumns('usage', (column) => {
  it('is added up by day to the last millionth of a dollar, also of calls that end at the same time', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    const other = await sampleDealership(database, 'Others');
    const call = { dealershipId, provider: 'replicate', operation: 'removeBackground', model: 'bria', costMicrodollars: 333_333 };
    const on = (day: string) => new Date(`2026-03-0${day}T23:59:59.999Z`);
    await Promise.all([
      ...Array.from({ length: 9 }, () => database.transaction((tx) => recordUsage(tx, { ...call, at: on('1') }))),
      database.transaction((tx) => recordUsage(tx, { ...call, at: on('2'), quantity: 4, costMicrodollars: 1 })),
      database.transaction((tx) => recordUsage(tx, { ...call, at: on('3') })),
      database.transaction((tx) => recordUsage(tx, { ...call, at: on('1'), dealershipId: other })),
    ]);
    const day = { provider: 'replicate', operation: 'removeBackground', model: 'bria' };
    expect(await readUsageDays(database.orm, dealershipId, '2026-03-01', '2026-03-02')).toEqual([
      { ...day, day: '2026-03-01', calls: 9, quantity: 9, costMicrodollars: 2_999_997 },
      { ...day, day: '2026-03-02', calls: 1, quantity: 4, costMicrodollars: 1 },
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
});
