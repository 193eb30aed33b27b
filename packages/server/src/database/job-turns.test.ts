import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { addDealerships, addEmptyJobs } from '../jobs/testing/empty-jobs.ts';
import { onBothColumns } from '../testing/columns.ts';
import { beginJob, finishJob } from '../testing/one-job.ts';
import { sampleDealership, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import { sql } from './drizzle.ts';
import { addJob } from './job-requests.ts';
import { beginJobs, turnsQuery } from './job-turns.ts';
import type { Database } from './open.ts';
import { pauseQueue, readPause, resumeQueue } from './queue-pauses.ts';

const person = (name: string) => ({ kind: 'person', id: null, name }) as const;
const pausing = (dealershipId: string) => ({ scope: 'dealership', dealershipId, by: person('Ann') }) as const;
const planSchema = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  get Plans() {
    return z.array(planSchema).optional();
  },
});
type Plan = z.infer<typeof planSchema>;
const explainedSchema = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: planSchema })]) })]);

const terms = { leaseMs: 60_000, provider: 'test' };

onBothColumns('turns', (column) => {
  let database: Database;
  beforeAll(async () => {
    database = await column.open();
  });
  afterAll(() => database.close());

  const arrive = (dealershipId: string, count: number, priority = 0) => addEmptyJobs(database, { count, among: [dealershipId], priority });
  const begin = (most: number) => beginJobs(database, { most, ...terms });
  const empty = async () => {
    for (;;) if ((await begin(100)).length === 0) return;
  };

  it('go round: one photo does not wait for the two thousand of another dealership', async () => {
    const [large, small] = [await sampleDealership(database), await sampleDealership(database)];
    await arrive(large, 2000);
    expect((await begin(3)).map(({ dealershipId }) => dealershipId)).toEqual([large, large, large]);
    const [one] = await arrive(small, 1);
    expect((await begin(1)).map(({ jobId }) => jobId)).toEqual([one]);
    await empty();
  });

  it('let no dealership with waiting work be passed over more often than there are others, whatever comes when', async () => {
    const dealers = await Promise.all(Array.from({ length: 5 }, () => sampleDealership(database)));
    const step = fc.record({
      dealer: fc.nat(dealers.length - 1),
      arriving: fc.nat(6),
      priority: fc.integer({ min: -10, max: 10 }),
      taken: fc.nat(4),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), fc.integer({ min: 1, max: 3 }), async (steps, workers) => {
        const waiting = new Map<string, number>();
        const passedOver = new Map<string, number>();
        const take = async (most: number) => {
          const calls = await Promise.all(Array.from({ length: workers }, () => begin(most)));
          return calls.flatMap((begun) => begun.map(({ dealershipId }) => dealershipId));
        };
        const serve = (dealer: string) => {
          waiting.set(dealer, (waiting.get(dealer) ?? 0) - 1);
          for (const [other, count] of waiting) {
            passedOver.set(other, other === dealer || count === 0 ? 0 : (passedOver.get(other) ?? 0) + 1);
          }
        };
        for (const { dealer, arriving, priority, taken } of steps) {
          const id = dealers[dealer] ?? '';
          await arrive(id, arriving, priority);
          waiting.set(id, (waiting.get(id) ?? 0) + arriving);
          const before = new Map(waiting);
          const served = taken === 0 ? [] : await take(taken);
          for (const one of served) {
            serve(one);
            // Of several who ask at once nobody knows here who was first.
            if (workers === 1) expect(Math.max(...passedOver.values())).toBeLessThan(dealers.length);
          }
          for (const [owner, count] of before) {
            const share = Math.floor(served.length / dealers.length);
            expect(served.filter((one) => one === owner).length).toBeGreaterThanOrEqual(Math.min(count, share));
          }
        }
        for (let served = await take(50); served.length > 0; served = await take(50)) for (const one of served) serve(one);
        expect([...waiting.values()].every((count) => count === 0)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it('follow each other exactly, one by one and many at once', async () => {
    const dealers = await Promise.all([1, 2, 3].map(() => sampleDealership(database)));
    for (const dealer of dealers) await arrive(dealer, 4);
    const order = (await begin(4)).length + (await begin(1)).length;
    expect(order).toBe(5);
    const counts = await database.orm.query.jobs.findMany({ where: (row, { eq }) => eq(row.state, 'waiting') });
    // Five turns over three dealerships: two have had two, one has had one.
    expect(
      dealers.map((dealer) => counts.filter(({ dealershipId }) => dealershipId === dealer).length).toSorted((one, two) => one - two),
    ).toEqual([2, 2, 3]);
    await empty();
  });

  it('inside a dealership follow priority, then age', async () => {
    const dealer = await sampleDealership(database);
    const [batch] = await arrive(dealer, 1, -10);
    const [normal] = await arrive(dealer, 1);
    const [second] = await arrive(dealer, 1);
    const [interactive] = await arrive(dealer, 1, 10);
    const seen: string[] = [];
    for (let turn = 0; turn < 4; turn++) seen.push(...(await begin(1)).map(({ jobId }) => jobId));
    expect(seen).toEqual([interactive, normal, second, batch]);
  });

  it('are given to one of many who ask at once', async () => {
    const dealer = await sampleDealership(database);
    const ids = await arrive(dealer, 30);
    const taken = (await Promise.all(Array.from({ length: 8 }, () => begin(5)))).flat();
    expect(taken).toHaveLength(30);
    expect(new Set(taken.map(({ jobId }) => jobId))).toEqual(new Set(ids));
    expect(taken.every(({ fence, attempts }) => fence === 1 && attempts === 1)).toBe(true);
    const [first] = taken;
    expect(first && (await finishJob(database, first, null))).toBe(true);
    expect(first && (await finishJob(database, first, null))).toBe(false);
  });

  it('pass over who is paused, until he goes on', async () => {
    const [paused, other] = [await sampleDealership(database), await sampleDealership(database)];
    await arrive(paused, 2);
    await arrive(other, 2);
    expect(await pauseQueue(database, { ...pausing(paused), by: person('Ann') })).toBe(true);
    expect(await pauseQueue(database, { ...pausing(paused), by: person('Bob') })).toBe(false);
    expect(await readPause(database.orm, paused)).toMatchObject({ scope: 'dealership', by: 'Ann' });
    expect((await begin(10)).map(({ dealershipId }) => dealershipId)).toEqual([other, other]);
    await arrive(other, 1);
    await pauseQueue(database, { ...pausing(other), scope: 'installation', by: person('Operator') });
    expect(await begin(10)).toEqual([]);
    expect(await readPause(database.orm, other)).toMatchObject({ scope: 'installation', by: 'Operator' });
    await resumeQueue(database, { ...pausing(other), scope: 'installation' });
    expect((await begin(10)).map(({ dealershipId }) => dealershipId)).toEqual([other]);
    expect(await resumeQueue(database, pausing(paused))).toBe(true);
    expect(await begin(10)).toHaveLength(2);
    expect(await readPause(database.orm, paused)).toBeNull();
  });

  it('are found by stepping through an index, however many wait', async () => {
    await using crowded = await column.open();
    const dealers = await addDealerships(crowded, 200);
    const waiting = column.name === 'PostgreSQL' ? 100_000 : 20_000;
    await crowded.orm.execute(sql`
      insert into jobs (id, dealership_id, operation, options, priority, next_try_at)
      select gen_random_uuid(), (array[${sql.join(
        dealers.map((id) => sql`${id}::uuid`),
        sql`, `,
      )}])[1 + n % 200], 'check', '{"careful": false}', n % 3 - 1, case when n % 10 = 0 then now() + interval '1 day' end
      from generate_series(1, ${waiting}::int) n`);
    await crowded.orm.execute(sql`analyze`);
    const most = 8;
    const result = await crowded.orm.execute(sql`explain (analyze, timing off, format json) ${turnsQuery(most)}`);
    const [{ 'QUERY PLAN': plans }] = z.object({ rows: explainedSchema }).parse(result).rows;
    const read: [string, number][] = [];
    const visit = (plan: Plan) => {
      if (plan['Relation Name'] === 'jobs')
        read.push([plan['Node Type'], (plan['Actual Rows'] + plan['Rows Removed by Filter']) * plan['Actual Loops']]);
      for (const below of plan.Plans ?? []) visit(below);
    };
    visit(plans[0].Plan);
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter(([node]) => node === 'Seq Scan')).toEqual([]);
    // One step for each dealership, and for each of the first few at most as many jobs as are wanted.
    expect(read.reduce((sum, [, rows]) => sum + rows, 0)).toBeLessThanOrEqual(dealers.length + 1 + most * most);
  });

  it('show a photo that it is worked on, in the same moment', async () => {
    const dealershipId = await sampleDealership(database);
    const photoId = await samplePhoto(database, dealershipId, await sampleVehicle(database, dealershipId));
    const { jobId } = await database.transaction((tx) => addJob(tx, { dealershipId, photoId, options: { careful: true } }));
    const [begun] = await begin(1);
    expect(begun).toMatchObject({ jobId, options: { careful: true }, photo: { photoId } });
    await expect(beginJob(database, { dealershipId, jobId }, terms)).rejects.toThrow('does not wait');
  });
});
