import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetReservations, readBudgets, setBudget } from '../database/budgets.ts';
import { type Database, openDatabase } from '../database/open.ts';
import { events, notifications } from '../database/schema.ts';
import { onBothColumns, type Place } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { createDatabaseBudget } from './budget.ts';

const noon = Date.parse('2026-03-14T12:00:00Z');
const hourMs = 60 * 60 * 1000;

onBothColumns('budgets in the database', (column) => {
  let place: Place;
  /** Two connections where there can be two: as two processes have them. */
  let both: readonly [Database, Database];
  const problems: unknown[] = [];
  let now = noon;

  beforeAll(async () => {
    place = await column.makePlace();
    const first = await openDatabase(place);
    both = [first, place.url === undefined ? first : await openDatabase(place)];
  });
  afterAll(async () => {
    for (const database of new Set(both)) await database.close();
    await place[Symbol.asyncDispose]();
  });

  const budgetOf = (database: Database) =>
    createDatabaseBudget({ database, clock: () => new Date(now), onError: (error) => problems.push(error) });
  const limit = (dealershipId: string, period: 'day' | 'month', limitMicrodollars: number | null, alertsAtPercent: number[] = []) =>
    both[0].transaction((tx) => setBudget(tx, dealershipId, { period, limitMicrodollars, alertsAtPercent }, { at: new Date(now) }));

  it('are never overrun by a cent, by a thousand calls that ask at once on two connections', async () => {
    now = noon;
    const dealershipId = await sampleDealership(both[0]);
    await limit(dealershipId, 'day', 100_000);
    await limit(dealershipId, 'month', 90_005);
    const askers = both.map(budgetOf);
    const taken = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const reservation = await askers[index % 2]?.reserve(dealershipId, 1_000);
        if (reservation === undefined || 'refused' in reservation) return { isRefused: true, cost: 0 };
        const cost = index % 3 === 0 ? 0 : 1_000;
        await (cost === 0 ? reservation.release() : reservation.settle(cost));
        return { isRefused: false, cost };
      }),
    );
    const spent = taken.reduce((sum, { cost }) => sum + cost, 0);
    expect(spent).toBeLessThanOrEqual(90_005);
    expect(taken.filter(({ isRefused }) => isRefused).length).toBeGreaterThan(500);
    expect(await readBudgets(both[1].orm, dealershipId, { at: new Date(now) })).toMatchObject([
      { period: 'day', spentMicrodollars: spent, reservedMicrodollars: 0 },
      { period: 'month', spentMicrodollars: spent, reservedMicrodollars: 0 },
    ]);
    expect(problems).toEqual([]);
  });

  it('hold what nobody has settled, and count it as spent after an hour', async () => {
    now = noon;
    const dealershipId = await sampleDealership(both[0]);
    await limit(dealershipId, 'day', 1_000);
    const budget = budgetOf(both[0]);
    // Its process dies.
    await budget.reserve(dealershipId, 700);
    expect(await budget.reserve(dealershipId, 301)).toMatchObject({ refused: { period: 'day', spent: 0, reserved: 700 } });
    now += hourMs;
    expect(await budget.read(dealershipId)).toMatchObject([{ spent: 700, reserved: 0 }]);
    expect(await budget.reserve(dealershipId, 301)).toMatchObject({ refused: { spent: 700 } });
    const [lost] = await budget.readUnsettled(dealershipId);
    expect(lost).toMatchObject({ most: 700, reservedAt: noon, isExpired: true });
    // Somebody finds out what it did cost.
    await lost?.settle(100);
    await lost?.settle(100);
    expect(await budget.read(dealershipId)).toMatchObject([{ spent: 100, reserved: 0 }]);
    expect(await budget.readUnsettled(dealershipId)).toEqual([]);
  });

  it('begin anew with each day and each month of UTC, and a call counts where it was begun', async () => {
    now = Date.parse('2026-03-31T23:59:59.500Z');
    const dealershipId = await sampleDealership(both[0]);
    await limit(dealershipId, 'day', 1_000);
    await limit(dealershipId, 'month', 1_500);
    const budget = budgetOf(both[0]);
    const late = await budget.reserve(dealershipId, 1_000);
    now += 1_000;
    const next = await budget.reserve(dealershipId, 900);
    if ('refused' in late || 'refused' in next) return expect.unreachable();
    await late.settle(1_000);
    await next.settle(800);
    expect(await budget.read(dealershipId)).toMatchObject([
      { period: 'day', spent: 800, reserved: 0, resetsAt: Date.parse('2026-04-02T00:00:00Z') },
      { period: 'month', spent: 800, reserved: 0, resetsAt: Date.parse('2026-05-01T00:00:00Z') },
    ]);
    // A clock that goes back gives nothing back.
    now -= 1_000;
    expect(await budget.reserve(dealershipId, 900)).toMatchObject({ refused: { period: 'day', spent: 800 } });
    await forgetReservations(both[0].orm);
  });

  it('refuse nothing that costs nothing, and nothing where no limit is set', async () => {
    now = noon;
    const dealershipId = await sampleDealership(both[0]);
    const budget = budgetOf(both[0]);
    const unlimited = await budget.reserve(dealershipId, 5_000_000);
    if ('refused' in unlimited) return expect.unreachable();
    await unlimited.settle(4_000_000);
    await limit(dealershipId, 'day', 3_000_000);
    expect(await budget.read(dealershipId)).toMatchObject([{ period: 'day', spent: 4_000_000 }]);
    expect(await budget.reserve(dealershipId, 1)).toHaveProperty('refused');
    expect(await budget.reserve(dealershipId, 0)).not.toHaveProperty('refused');
    await limit(dealershipId, 'day', null);
    expect(await budget.reserve(dealershipId, 1)).not.toHaveProperty('refused');
  });

  it('tell people once of each threshold, and of the call that found no money', async () => {
    now = noon;
    const dealershipId = await sampleDealership(both[0]);
    await limit(dealershipId, 'day', 1_000, [50, 80]);
    const budget = budgetOf(both[0]);
    const spend = async (amount: number) => {
      const reservation = await budget.reserve(dealershipId, amount);
      if (!('refused' in reservation)) await reservation.settle(amount);
    };
    const told = async () => {
      const rows = await both[0].orm.select().from(notifications);
      return rows.filter((row) => row.dealershipId === dealershipId).map(({ kind, title }) => [kind, title]);
    };
    await spend(499);
    expect(await told()).toEqual([]);
    await Promise.all([spend(1), spend(1), spend(1)]);
    expect(await told()).toEqual([['budget.alert', '50 % of the budget of today is spent']]);
    await spend(400);
    await spend(400);
    await spend(400);
    expect(await told()).toEqual([
      ['budget.alert', '50 % of the budget of today is spent'],
      ['budget.alert', '80 % of the budget of today is spent'],
      ['budget.reached', 'The budget of today is used up'],
    ]);
    const happened = (await both[0].orm.select().from(events)).filter((row) => row.dealershipId === dealershipId);
    expect(happened.filter(({ type }) => type === 'budget.alerted').map(({ data }) => data)).toEqual(
      [50, 80, 100].map((percent) => ({ period: 'day', percent })),
    );
    expect(problems).toEqual([]);
  });

  it('are those of a simple model, whatever is reserved, settled, released and waited for', async () => {
    const step = fc.record({
      act: fc.constantFrom('reserve' as const, 'reserve' as const, 'settle' as const, 'release' as const, 'wait' as const),
      amount: fc.integer({ min: 0, max: 400 }),
      which: fc.nat(20),
      hours: fc.integer({ min: 1, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        now = Date.parse('2026-01-30T20:00:00Z');
        const dealershipId = await sampleDealership(both[0]);
        await limit(dealershipId, 'day', 1_000);
        await limit(dealershipId, 'month', 2_500);
        const budget = budgetOf(both[0]);
        const spent = new Map<string, number>();
        const open: { reservation: { settle(cost: number): unknown; release(): unknown }; most: number; keys: string[] }[] = [];
        const keys = () => [new Date(now).toISOString().slice(0, 10), new Date(now).toISOString().slice(0, 7)];
        const used = (key: string) =>
          (spent.get(key) ?? 0) + open.reduce((sum, held) => sum + (held.keys.includes(key) ? held.most : 0), 0);
        for (const { act, amount, which, hours } of steps) {
          if (act === 'wait') now += hours * hourMs;
          if (act === 'reserve') {
            const [day = '', month = ''] = keys();
            const fits = amount === 0 || (used(day) + amount <= 1_000 && used(month) + amount <= 2_500);
            const reservation = await budget.reserve(dealershipId, amount);
            expect('refused' in reservation).toBe(!fits);
            if (!('refused' in reservation)) open.push({ reservation, most: amount, keys: [day, month] });
          }
          if (act === 'settle' || act === 'release') {
            const [held] = open.splice(which % Math.max(open.length, 1), 1);
            if (held === undefined) continue;
            const cost = act === 'settle' ? Math.min(amount, held.most) : 0;
            await (act === 'settle' ? held.reservation.settle(cost) : held.reservation.release());
            for (const key of held.keys) spent.set(key, (spent.get(key) ?? 0) + cost);
          }
        }
        const states = await budget.read(dealershipId);
        expect(states.map((state) => state.spent + state.reserved)).toEqual(keys().map(used));
      }),
      { numRuns: 15 },
    );
    expect(problems).toEqual([]);
  });
});
