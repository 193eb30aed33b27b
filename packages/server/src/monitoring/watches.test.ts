import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { eq, sql } from '../database/drizzle.ts';
import { addJob } from '../database/job-requests.ts';
import type { Database } from '../database/open.ts';
import { dealershipQueues, jobs, notifications } from '../database/schema.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleCutout, sampleDealership, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import { createBatchWatch } from './batches.ts';
import { diskWatch, queueWatch, startWatches } from './watches.ts';

const logger = pino({ enabled: false });
const patience = { timeout: 20_000, interval: 10 };

onBothColumns('watches', (column) => {
  let database: Database;
  beforeAll(async () => {
    database = await column.open();
  });
  afterAll(() => database.close());

  const told = async (groupKey: string) => {
    const rows = await database.orm.select().from(notifications).where(eq(notifications.groupKey, groupKey));
    return rows.map(({ kind, acknowledgedBy }) => [kind, acknowledgedBy]);
  };

  it('tell operators before the disk is full, once, and take it back when there is room', async () => {
    let freeBytes = 20e9;
    const disk = diskWatch('/photos', async () => ({ bavail: freeBytes, bsize: 1, blocks: 100e9 }));
    await using watches = startWatches({ database, logger, watches: [disk] });
    const seen: unknown[] = [];
    // Clearly more is needed to take it back than to be short: around the edge nothing flutters.
    for (const free of [20e9, 4e9, 3e9, 5.5e9, 20e9, 0.9e9]) {
      freeBytes = free;
      await watches.look();
      seen.push(await told(disk.groupKey));
    }
    const open = ['disk.nearly-full', null];
    const over = ['disk.nearly-full', 'Forecourt'];
    expect(seen).toEqual([[], [open], [open], [open], [over], [over, open]]);
  });

  it('tell when photos wait for ten minutes and none is worked on', async () => {
    const dealershipId = await sampleDealership(database);
    const photoId = await samplePhoto(database, dealershipId, await sampleVehicle(database, dealershipId));
    const { jobId } = await database.transaction((tx) => addJob(tx, { dealershipId, photoId, options: { careful: false } }));
    let now = new Date('2026-05-04T10:00:00Z');
    await using watches = startWatches({ database, logger, watches: [queueWatch(database)], now: () => now });
    const after = async (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
      await watches.look();
      return (await told('queue')).length;
    };
    await database.orm.insert(dealershipQueues).values({ dealershipId, pausedAt: sql`now()`, pausedBy: 'Ann' });
    expect([await after(0), await after(30)]).toEqual([0, 0]);
    await database.orm.delete(dealershipQueues);
    expect([await after(0), await after(9), await after(1), await after(30)]).toEqual([0, 0, 1, 1]);
    await database.orm.update(jobs).set({ state: 'cancelled' }).where(eq(jobs.id, jobId));
    await after(1);
    expect(await told('queue')).toEqual([['queue.stuck', 'Forecourt']]);
  });

  it('tell the end of a set once, whichever processes saw it, and not while a photo is still to come', async () => {
    const dealershipId = await sampleDealership(database);
    const vehicleId = await sampleVehicle(database, dealershipId, 'B-1');
    const here = createBatchWatch({ database, logger });
    const there = createBatchWatch({ database, logger, quietMs: 0 });
    const batches = async () => {
      const rows = await database.orm.select().from(notifications).where(eq(notifications.dealershipId, dealershipId));
      return rows.map(({ title }) => title);
    };
    const [first, second, third, last] = await Promise.all(
      Array.from({ length: 4 }, (_, index) => samplePhoto(database, dealershipId, vehicleId, `${index}.jpg`)),
    );
    for (const photoId of [first, second, third]) await sampleCutout(database, dealershipId, photoId ?? '');
    await database.transaction((tx) => addJob(tx, { dealershipId, photoId: last ?? '', options: { careful: false } }));
    here.ended({ dealershipId, vehicleId });
    // Who stops looks at once.
    await here[Symbol.asyncDispose]();
    expect(await batches()).toEqual([]);
    await database.orm
      .update(jobs)
      .set({ state: 'failed', finishedAt: sql`now()` })
      .where(eq(jobs.photoId, last ?? ''));
    const again = createBatchWatch({ database, logger, quietMs: 0 });
    for (const watch of [again, there, again]) watch.ended({ dealershipId, vehicleId });
    await vi.waitFor(async () => expect(await batches()).toEqual(['Volvo V60, B-1: 3 photos ready to review']), patience);
    await Promise.all([again[Symbol.asyncDispose](), there[Symbol.asyncDispose]()]);
    expect(await batches()).toHaveLength(1);
  });
});
