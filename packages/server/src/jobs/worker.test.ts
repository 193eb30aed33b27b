import { ForecourtError } from '@forecourt/errors';
import type { Photo } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { createMemoryBreakers, createRouter } from '@forecourt/sdk/router';
import {
  installTinyModel,
  postgres,
  type RunningRedis,
  redis,
  startPostgres,
  startRedis,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listJobCalls } from '../database/cutout-calls.ts';
import { and, eq } from '../database/drizzle.ts';
import { deletePhoto, readEvents, readJob, readPhoto } from '../database/index.ts';
import { type Database, openDatabase } from '../database/open.ts';
import { photos, reviews } from '../database/schema.ts';
import { listWorkers } from '../database/workers.ts';
import { createLocalStorage, type Storage } from '../storage/index.ts';
import { type Column, onBothColumns } from '../testing/columns.ts';
import { beginJob, finishJob } from '../testing/one-job.ts';
import { announceWork, comingChannel } from './announce.ts';
import { createEmbeddedQueue } from './embedded/embedded-queue.ts';
import { pauseJobs, resumeJobs } from './pauses.ts';
import type { Queue } from './queue.ts';
import { createRedisQueue } from './redis/redis-queue.ts';
import { removeBackground } from './remove-background.ts';
import { progressChannel } from './run-job.ts';
import { callBack, cancelJob, enqueue, processPhoto, retryJob } from './service.ts';
import { sweep } from './sweep.ts';
import { type Car, type Lot, makeLot } from './testing/lot.ts';
import { stepwiseProvider } from './testing/stepwise-provider.ts';
import { startWorker, type WorkerOptions } from './worker.ts';

const patience = { timeout: 30_000, interval: 10 };

onBothColumns('worker', (column) => {
  workerTests('with the queue in the database', column, (database, name) => createEmbeddedQueue({ database, name }));
  if (column.name === 'PGlite') return;
  let server: RunningRedis;
  describe.skipIf(!redis.canStart)(`with Redis${redis.note}`, () => {
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    workerTests('with the queue on Redis', column, (_database, name) => createRedisQueue({ url: server.url, name }));
  });
});

function workerTests(title: string, column: Column, openQueue: (database: Database, name: string) => Promise<Queue>): void {
  describe(title, () => {
    let folder: TemporaryFolder;
    let database: Database;
    let storage: Storage;
    let local: Provider;
    let queue: Queue;
    let lot: Lot;
    beforeAll(async () => {
      folder = await temporaryFolder();
      [database, storage] = await Promise.all([column.open(), createLocalStorage({ folder: folder.path })]);
      local = createLocalProvider(await installTinyModel(folder.path));
    });
    beforeEach(async () => {
      queue = await openQueue(database, `test-${newId()}`);
      lot = await makeLot({ database, storage });
    });
    afterEach(() => queue.close());
    afterAll(async () => {
      await local.close();
      await database.close();
      await folder[Symbol.asyncDispose]();
    });

    const work = (options: Partial<WorkerOptions> = {}) =>
      startWorker({ database, queue, storage, provider: local, random: () => 0, ...options });
    const photoOf = ({ photoId }: Car) => readPhoto(database.orm, lot.dealershipId, photoId);
    const jobOf = ({ jobId }: Car) => readJob(database.orm, lot.dealershipId, jobId);
    const reach = (car: Car, expected: Partial<Photo>) =>
      vi.waitFor(async () => expect(await photoOf(car)).toMatchObject(expected), patience);
    const send = (car: Car) => enqueue({ queue }, car);
    const statesOf = async (car: Car) => {
      const events = await readEvents(database.orm, lot.dealershipId, 0, 1000);
      return events.flatMap(({ type, data }) => (type === 'photo.changed' && data.id === car.photoId ? [data.state] : []));
    };

    it('makes the cutout of a photo, and tells each step', async () => {
      const told: string[] = [];
      await using _ = await database.listen(progressChannel, (payload) => told.push(payload));
      const car = await lot.addCar();
      await send(car);
      await using worker = await work();
      await reach(car, { state: 'review' });
      const { cutout, job, asset, version } = await photoOf(car);
      expect(cutout).toMatchObject({
        jobId: car.jobId,
        provider: 'local',
        model: 'tiny',
        careful: false,
        asset: { type: 'image/png', widthPx: 160 },
      });
      expect(cutout?.report?.score).toBeGreaterThan(0);
      expect(cutout?.asset.placeholder).not.toBe(asset.placeholder);
      expect(await storage.size(cutout?.asset.sha256 ?? '')).toBe(cutout?.asset.bytes);
      expect(job).toMatchObject({ state: 'done', attempts: 1, provider: 'local', problem: null, progress: null });
      expect(version).toBeGreaterThan(1);
      expect(await statesOf(car)).toEqual(['working', 'review']);
      await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), patience);
      expect(JSON.parse(told[0] ?? '')).toMatchObject({
        dealershipId: lot.dealershipId,
        event: { type: 'job.progressed', data: { jobId: car.jobId, photoId: car.photoId } },
      });
      expect(worker.underWay).toBe(0);
    });

    it('lets photos wait, and uses up no try, while there is nobody to be asked', async () => {
      const breakers = createMemoryBreakers({ failures: 1 });
      await using router = createRouter({ providers: [local], breakers, closesProviders: false });
      const target = { provider: 'local', operation: 'removeBackground' } as const;
      breakers.switchOff(target);
      const car = await lot.addCar();
      await send(car);
      await using _ = await work({ providerOf: async () => router });
      await vi.waitFor(async () => expect(await jobOf(car)).toMatchObject({ problem: { code: 'PROVIDERS_FAILED' } }), patience);
      expect(await jobOf(car)).toMatchObject({ state: 'waiting', attempts: 0, nextTryAt: expect.any(String) });
      breakers.reset(target);
      await reach(car, { state: 'review' });
      expect(await jobOf(car)).toMatchObject({ state: 'done', attempts: 1, problem: null });
      expect((await listJobCalls(database.orm, car)).map(({ outcome }) => outcome)).toEqual(['done']);
    });

    it('makes one result of a job whose message came to two workers', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await using other = await openQueue(database, `test-${newId()}`);
      await Promise.all([send(car), other.add(car.message)]);
      await using _one = await work({ provider });
      await using _two = await startWorker({ database, queue: other, storage, provider });
      (await next()).succeed();
      await reach(car, { state: 'review' });
      expect(await statesOf(car)).toEqual(['working', 'review']);
    });

    it('tries again what may work later, with the reason shown, and ends after five tries', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await send(car);
      await using _ = await work({ provider });
      for (let attempt = 1; attempt <= 5; attempt++) (await next()).fail(new ForecourtError('OUT_OF_MEMORY', 'There is no memory left.'));
      await reach(car, { state: 'failed' });
      expect(await jobOf(car)).toMatchObject({ state: 'failed', attempts: 5, problem: { code: 'OUT_OF_MEMORY' }, nextTryAt: null });
      await retryJob({ database, queue }, car);
      (await next()).succeed();
      await reach(car, { state: 'review' });
      expect(await jobOf(car)).toMatchObject({ state: 'done', attempts: 1, problem: null });
    });

    it('does not try again what cannot work, and says why', async () => {
      const car = await lot.addCar();
      await send(car);
      const bare = createLocalProvider({ model: 'none-such', dataDir: folder.path, cacheDir: folder.path });
      await using _ = await work({ provider: bare });
      await reach(car, { state: 'failed' });
      expect(await jobOf(car)).toMatchObject({ attempts: 1, problem: { code: 'MODEL_UNKNOWN', hint: expect.stringContaining('isnet') } });
      await bare.close();
    });

    it('stops at once when the job is cancelled, and writes nothing; a retry begins anew', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await send(car);
      await using _ = await work({ provider });
      const cut = await next();
      await cancelJob({ database }, car);
      await vi.waitFor(() => expect(cut.signal?.aborted).toBe(true), patience);
      await cancelJob({ database }, car);
      expect(await photoOf(car)).toMatchObject({ state: 'cancelled', cutout: null, job: { state: 'cancelled' } });
      await retryJob({ database, queue }, car);
      (await next()).succeed();
      await reach(car, { state: 'review' });
      await expect(cancelJob({ database }, car)).rejects.toMatchObject({ code: 'NOT_CANCELLABLE' });
      await expect(retryJob({ database, queue }, car)).rejects.toMatchObject({ code: 'NOT_RETRYABLE' });
    });

    it('gives back what it cannot finish in time when it stops, and the try does not count', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await send(car);
      const worker = await work({ provider });
      await next();
      await worker.stop({ graceMs: 1 });
      expect(await jobOf(car)).toMatchObject({ state: 'waiting', attempts: 0, problem: null });
      expect(await queue.depth()).toBe(1);
      await using _ = await work();
      await reach(car, { state: 'review' });
    });

    it('finishes what is under way when it stops with time', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await send(car);
      const worker = await work({ provider });
      const cut = await next();
      const stopping = worker.stop({ graceMs: 60_000 });
      cut.succeed();
      await stopping;
      expect(await photoOf(car)).toMatchObject({ state: 'review' });
    });

    it('writes nothing of a photo that was removed meanwhile', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await send(car);
      await using worker = await work({ provider });
      const cut = await next();
      const { activeJobIds } = await database.transaction((tx) => deletePhoto(tx, lot.dealershipId, car.photoId));
      await callBack({ database }, activeJobIds);
      await vi.waitFor(() => expect(cut.signal?.aborted).toBe(true), patience);
      await vi.waitFor(() => expect(worker.underWay).toBe(0), patience);
      await expect(photoOf(car)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('takes a job back from a worker that died, and refuses what that one finishes after all', async () => {
      const car = await lot.addCar();
      const dead = await beginJob(database, car, { leaseMs: 1, provider: 'dead' });
      if (!dead.photo) throw new TypeError('the job is about a photo');
      const { jobId } = dead;
      const result = await removeBackground(dead.photo, dead.options, {
        storage,
        provider: local,
        signal: AbortSignal.timeout(60_000),
        onProgress: () => undefined,
      });
      await vi.waitFor(async () => expect(await sweep({ database, queue })).toMatchObject({ takenBack: 1, added: 1 }), patience);
      expect(await jobOf(car)).toMatchObject({ id: jobId, state: 'waiting', attempts: 1, problem: { code: 'ENGINE_CRASHED' } });
      expect(await finishJob(database, dead, result)).toBe(false);
      await using _ = await work();
      await reach(car, { state: 'review' });
      expect(await finishJob(database, dead, result)).toBe(false);
      expect(await jobOf(car)).toMatchObject({ state: 'done', attempts: 2, problem: null });
    });

    it('gets ready when work is announced, once, and again if that failed', async () => {
      const warmed: (() => void)[] = [];
      const warm = vi.fn<() => Promise<void>>(() => new Promise((resolve, reject) => warmed.push(warmed.length === 0 ? reject : resolve)));
      await using _ = await work({ provider: { ...local, warm }, getReady: 'when work comes' });
      expect(warm).not.toHaveBeenCalled();
      announceWork({ database });
      announceWork({ database });
      await vi.waitFor(() => expect(warm).toHaveBeenCalledTimes(1), patience);
      warmed[0]?.();
      await vi.waitFor(async () => {
        await database.notify(comingChannel, 'soon');
        expect(warm).toHaveBeenCalledTimes(2);
      }, patience);
      warmed[1]?.();
    });

    it('begins a job when its provider is ready, and not when it stops before', async () => {
      const ready = Promise.withResolvers<void>();
      const warm = vi.fn<NonNullable<Provider['warm']>>(({ signal } = {}) => {
        signal?.addEventListener('abort', () => ready.reject(signal.reason));
        return ready.promise;
      });
      const car = await lot.addCar();
      await send(car);
      const loading = await work({ provider: { ...local, warm } });
      await vi.waitFor(() => expect(warm).toHaveBeenCalled(), patience);
      await vi.waitFor(async () => expect(await queue.depth()).toBe(0), patience);
      expect(await jobOf(car)).toMatchObject({ state: 'waiting', attempts: 0 });
      await loading.stop();
      expect(await jobOf(car)).toMatchObject({ state: 'waiting', attempts: 0, problem: null });
      await using _ = await work();
      await reach(car, { state: 'review' });
      expect(await jobOf(car)).toMatchObject({ state: 'done', attempts: 1 });
    });

    it('finds jobs whose message was lost', async () => {
      const car = await lot.addCar();
      await using _ = await work({ sweepEveryMs: 50 });
      await reach(car, { state: 'review' });
      const late = await lot.addCar();
      await reach(late, { state: 'review' });
    });

    it('finds a job whose message was used up, although there are as many messages as jobs', async () => {
      await queue.add({ jobId: newId(), dealershipId: newId() }, { delayMs: 600_000 });
      const car = await lot.addCar();
      await using _ = await work({ sweepEveryMs: 50 });
      await reach(car, { state: 'review' });
    });

    it('lets a dealership with one photo go before the second of one with many', async () => {
      const other = await makeLot({ database, storage });
      const cars = [await lot.addCar(), await lot.addCar(), await lot.addCar()];
      const single = await other.addCar();
      for (const car of [...cars, single]) await send(car);
      await using _ = await work({ concurrency: 1 });
      for (const car of cars) await reach(car, { state: 'review' });
      const begun = async (dealershipId: string, jobId: string) =>
        Date.parse((await readJob(database.orm, dealershipId, jobId)).startedAt ?? '');
      const theirs = await begun(other.dealershipId, single.jobId);
      const ours = await Promise.all(cars.map(({ jobId }) => begun(lot.dealershipId, jobId)));
      expect(ours.filter((moment) => moment < theirs).length).toBeLessThanOrEqual(1);
    });

    it('begins nothing while it is paused, and goes on when that ends', async () => {
      const pause = { scope: 'dealership', dealershipId: lot.dealershipId, by: { kind: 'person', id: null, name: 'Ann' } } as const;
      await using _ = await work();
      await pauseJobs({ database }, pause);
      const car = await lot.addCar();
      await send(car);
      await vi.waitFor(async () => expect(await queue.depth()).toBe(0), patience);
      expect(await jobOf(car)).toMatchObject({ state: 'waiting', attempts: 0 });
      await resumeJobs({ database, queue }, pause);
      await reach(car, { state: 'review' });
    });

    it('shows itself while it lives, with what it does', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await send(car);
      const worker = await work({ provider, sweepEveryMs: 20, concurrency: 3 });
      const cut = await next();
      const shown = async () => (await listWorkers(database.orm)).filter((one) => one.provider === 'stepwise');
      await vi.waitFor(async () => expect(await shown()).toMatchObject([{ processId: process.pid, places: 3, underWay: 1 }]), patience);
      cut.succeed();
      await worker.stop();
      expect(await shown()).toEqual([]);
    });

    it('has more in hand while others do the work, and as much as ever when they do not', async () => {
      const cars = [await lot.addCar(), await lot.addCar(), await lot.addCar(), await lot.addCar()];
      const { provider: others, next } = stepwiseProvider(local);
      let more = 2;
      for (const car of cars) await send(car);
      await using worker = await work({ concurrency: 1, sweepEveryMs: 20, providerOf: async () => others, more: async () => more });
      const cuts = [await next(), await next(), await next()];
      expect(worker.underWay).toBe(3);
      more = 0;
      for (const cut of cuts) cut.succeed();
      (await next()).succeed();
      for (const car of cars) await reach(car, { state: 'review' });
      const places = async () => (await listWorkers(database.orm)).map((one) => one.places);
      await vi.waitFor(async () => expect(await places()).toEqual([1]), patience);
    });

    it('keeps an approved cutout until a new one is there', async () => {
      const car = await lot.addCar();
      const { provider, next } = stepwiseProvider(local);
      await send(car);
      await using _ = await work({ provider });
      (await next()).succeed();
      await reach(car, { state: 'review' });
      await approve(database, car);
      const { dealershipId, photoId } = car;

      await processPhoto({ database, queue }, { dealershipId, photoId, options: { careful: true } });
      await expect(processPhoto({ database, queue }, { dealershipId, photoId, options: { careful: true } })).rejects.toMatchObject({
        code: 'ALREADY_WORKING',
      });
      const failing = await next();
      expect(await photoOf(car)).toMatchObject({ state: 'working', cutout: { jobId: car.jobId }, review: { decision: 'approve' } });
      failing.fail(new ForecourtError('NOT_DECODABLE', 'The photo is damaged.'));
      await reach(car, { state: 'approved' });
      expect(await photoOf(car)).toMatchObject({ cutout: { jobId: car.jobId }, job: { state: 'failed' } });

      const { jobId } = await processPhoto({ database, queue }, { dealershipId, photoId, options: { careful: true } });
      (await next()).succeed();
      await reach(car, { state: 'review' });
      expect(await photoOf(car)).toMatchObject({ review: null, cutout: { jobId, careful: true } });
    });
  });
}

describe.skipIf(!postgres.canStart)(`worker${postgres.note}`, () => {
  it('writes its result when the database returns that went away meanwhile', async () => {
    await using server = await startPostgres();
    await using folder = await temporaryFolder();
    await using local = createLocalProvider(await installTinyModel(folder.path));
    await using database = await openDatabase({ dataDir: folder.path, url: await server.createDatabase() });
    await using queue = await createEmbeddedQueue({ database });
    await using storage = await createLocalStorage({ folder: folder.path });
    const lot = await makeLot({ database, storage });
    const car = await lot.addCar();
    const { provider, next } = stepwiseProvider(local);
    await enqueue({ queue }, car);
    await using _ = await startWorker({ database, queue, storage, provider });
    const cut = await next();
    await server.kill();
    cut.succeed();
    // Queueing what was just committed is no error either: the sweep makes up for it.
    await enqueue({ queue }, car);
    await server.restart();
    await vi.waitFor(async () => {
      const { state, job } = await readPhoto(database.orm, lot.dealershipId, car.photoId);
      expect({ state, attempts: job?.attempts }).toEqual({ state: 'review', attempts: 1 });
    }, patience);
  });
});

/** As the review does it, in short. */
async function approve(database: Database, { dealershipId, photoId }: Car): Promise<void> {
  const its = and(eq(photos.dealershipId, dealershipId), eq(photos.id, photoId));
  await database.transaction(async (tx) => {
    const [photo] = await tx.select({ cutoutId: photos.cutoutId }).from(photos).where(its);
    const review = { id: newId(), dealershipId, photoId, cutoutId: photo?.cutoutId ?? '', decision: 'approve', byName: 'Ann' } as const;
    await tx.insert(reviews).values(review);
    await tx.update(photos).set({ reviewId: review.id, state: 'approved' }).where(its);
  });
}
