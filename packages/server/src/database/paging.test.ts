import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import type { Page, PageQuery } from './cursor.ts';
import { eq, inArray } from './drizzle.ts';
import { addJob } from './job-requests.ts';
import { listJobs } from './jobs.ts';
import type { Database } from './open.ts';
import { changePhoto, deletePhoto } from './photo-changes.ts';
import { listPhotos, type PhotoQuery } from './photos.ts';
import { photos } from './schema.ts';
import { createVehicle, deleteVehicle, listVehicles } from './vehicles.ts';

const byText = (one: string, other: string) => one.localeCompare(other);

type ReadPage = (query: PageQuery) => Promise<Page<{ readonly id: string }>>;

/** Walks all pages, with something happening after each. */
async function walk(read: ReadPage, limit: number, meanwhile: (page: number) => Promise<unknown> = async () => undefined) {
  const ids: string[] = [];
  for (let cursor: string | undefined, page = 0; page < 1_000; page++) {
    const { items, nextCursor } = await read({ limit, cursor });
    expect(items.length).toBeLessThanOrEqual(limit);
    ids.push(...items.map(({ id }) => id));
    if (nextCursor === null) return ids;
    cursor = nextCursor;
    await meanwhile(page);
  }
  throw new Error('The pages have no end.');
}

onBothColumns('pages', (column) => {
  let database: Database;
  let dealershipId: string;
  let vehicleId: string;
  beforeAll(async () => {
    database = await column.open();
    dealershipId = await sampleDealership(database);
    vehicleId = await sampleVehicle(database, dealershipId);
  });
  afterAll(() => database.close());

  it('never repeat or skip a photo that was there all the time, while others come, go and move', async () => {
    const happening = fc.constantFrom('add', 'remove', 'score', 'none');
    const property = fc.asyncProperty(
      fc.record({
        order: fc.constantFrom<PhotoQuery['order']>('position', 'newest', 'doubt'),
        limit: fc.integer({ min: 1, max: 5 }),
        scores: fc.array(fc.option(fc.constantFrom(0, 12.5, 33.333333333333336, 100)), { minLength: 4, maxLength: 12 }),
        happenings: fc.array(fc.tuple(happening, fc.nat()), { maxLength: 8 }),
      }),
      async ({ order, limit, scores, happenings }) => {
        const ownVehicle = await sampleVehicle(database, dealershipId);
        const steady: string[] = [];
        const passing: string[] = [];
        const setScore = (id: string, score: number | null) => database.orm.update(photos).set({ score }).where(eq(photos.id, id));
        for (const [index, score] of scores.entries()) {
          const id = await samplePhoto(database, dealershipId, ownVehicle);
          if (score !== null) await setScore(id, score);
          (index % 3 === 2 ? passing : steady).push(id);
        }
        const seen = await walk(
          (query) => listPhotos(database.orm, dealershipId, { ...query, order, vehicleId: ownVehicle }),
          limit,
          async (page) => {
            const [what, which] = happenings[page] ?? ['none', 0];
            const victim = passing[which % Math.max(passing.length, 1)];
            if (what === 'add') passing.push(await samplePhoto(database, dealershipId, ownVehicle));
            if (what === 'score' && victim) await setScore(victim, which % 100);
            if (what === 'remove' && victim) {
              passing.splice(passing.indexOf(victim), 1);
              await database.transaction((tx) => deletePhoto(tx, dealershipId, victim));
            }
          },
        );
        expect(seen.filter((id) => steady.includes(id)).toSorted(byText)).toEqual(steady.toSorted(byText));
        if (!happenings.some(([what]) => what === 'score')) expect(new Set(seen).size).toBe(seen.length);
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });

  it('have the order that was asked for, and the filters', async () => {
    const ids: string[] = [];
    for (const score of [70, null, 10, 70]) {
      const id = await samplePhoto(database, dealershipId, vehicleId);
      await database.orm.update(photos).set({ score }).where(eq(photos.id, id));
      ids.push(id);
    }
    const [a = '', b = '', c = '', d = ''] = ids;
    await database.orm
      .update(photos)
      .set({ state: 'failed' })
      .where(inArray(photos.id, [a, c]));
    const list = (query: Omit<PhotoQuery, 'limit'>) => walk((page) => listPhotos(database.orm, dealershipId, { ...query, ...page }), 1);
    expect(await list({ vehicleId })).toEqual([a, b, c, d]);
    expect(await list({ vehicleId, order: 'newest' })).toEqual([d, c, b, a]);
    expect(await list({ vehicleId, order: 'doubt' })).toEqual([c, a, d, b]);
    expect(await list({ vehicleId, state: 'failed' })).toEqual([a, c]);
    expect(await list({ state: 'failed' })).toEqual([c, a]);
    expect(await list({ state: 'failed', order: 'doubt' })).toEqual([c, a]);

    const changed = await database.transaction((tx) => changePhoto(tx, dealershipId, d, { position: 1, angle: 'rear' }));
    expect(changed.toSorted(byText)).toEqual([b, c, d].toSorted(byText));
    const { items } = await listPhotos(database.orm, dealershipId, { vehicleId, limit: 50 });
    expect(items.map(({ id, position, version, angle }) => ({ id, position, version, angle }))).toEqual([
      { id: a, position: 0, version: 1, angle: null },
      { id: d, position: 1, version: 2, angle: 'rear' },
      { id: b, position: 2, version: 2, angle: null },
      { id: c, position: 3, version: 2, angle: null },
    ]);
    await expect(database.transaction((tx) => changePhoto(tx, dealershipId, d, { angle: null, expectedVersion: 1 }))).rejects.toMatchObject(
      { code: 'CHANGED_MEANWHILE' },
    );
    await expect(listPhotos(database.orm, dealershipId, { order: 'position', limit: 5 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('of vehicles are newest first, and found by a part of what stands on them, taken literally', async () => {
    const own = await sampleDealership(database);
    const made: string[] = [];
    for (const [stockNumber, vin, make, model] of [
      ['A_100%', null, 'Škoda', 'Octavia'],
      ['B-200', 'WVWZZZ1JZXW000001', 'Volkswagen', 'Golf'],
      ['A1100x', null, 'Opel', 'Corsa'],
      ['C\\300', null, 'Škoda', 'Fabia'],
    ] as const) {
      made.push((await database.transaction((tx) => createVehicle(tx, own, { stockNumber, vin, make, model }))).id);
    }
    const [a, b, c, d] = made;
    const find = (search?: string) => walk((page) => listVehicles(database.orm, own, { ...page, search }), 1);
    expect(await find()).toEqual([d, c, b, a]);
    expect(await find('ŠKODA')).toEqual([d, a]);
    expect(await find('_100%')).toEqual([a]);
    expect(await find('\\3')).toEqual([d]);
    expect(await find('zzz1j')).toEqual([b]);
    expect(await find('wagen go')).toEqual([b]);
    expect(await find('nothing')).toEqual([]);
  });

  it('of jobs say how many are ahead, which of them are taken away with a vehicle, and take no strange cursor', async () => {
    const own = await sampleVehicle(database, dealershipId);
    const jobIds: string[] = [];
    for (const priority of [0, 0, 5]) {
      const photoId = await samplePhoto(database, dealershipId, own);
      const { jobId } = await database.transaction((tx) => addJob(tx, { dealershipId, photoId, options: { careful: false }, priority }));
      jobIds.push(jobId);
    }
    const { items } = await listJobs(database.orm, dealershipId, { limit: 50, state: 'waiting' });
    expect(items.map(({ id, position }) => [id, position])).toEqual([
      [jobIds[2], 0],
      [jobIds[1], 2],
      [jobIds[0], 1],
    ]);
    expect(await walk((page) => listJobs(database.orm, dealershipId, page), 2)).toEqual([...jobIds].reverse());

    const { nextCursor } = await listJobs(database.orm, dealershipId, { limit: 1 });
    const strange = ['x', '', '!', Buffer.from('["newest","x"]').toString('base64url'), nextCursor ?? ''];
    for (const cursor of strange) {
      const refused = { code: 'INVALID_INPUT', details: { field: 'cursor' } };
      await expect(listPhotos(database.orm, dealershipId, { cursor, limit: 5 })).rejects.toMatchObject(refused);
      await expect(listVehicles(database.orm, dealershipId, { cursor, limit: 5 })).rejects.toMatchObject(refused);
    }
    const { activeJobIds } = await database.transaction((tx) => deleteVehicle(tx, dealershipId, own));
    expect(activeJobIds.toSorted(byText)).toEqual(jobIds.toSorted(byText));
    expect((await listJobs(database.orm, dealershipId, { limit: 50 })).items).toEqual([]);
  });
});
