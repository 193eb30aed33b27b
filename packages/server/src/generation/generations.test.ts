import type { Generation } from '@forecourt/sdk/contract';
import { type RunningRedis, redis, startRedis, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sql } from '../database/drizzle.ts';
import { listGenerations, readGeneration } from '../database/generations.ts';
import { addPhoto, readEvents, readPhoto } from '../database/index.ts';
import { beginJobs } from '../database/job-turns.ts';
import type { Database } from '../database/open.ts';
import { readQueue } from '../database/queue-state.ts';
import { assets, auditEntries, jobs, generations as rows } from '../database/schema.ts';
import { isFileWanted, removeUnusedAssets } from '../database/wanted-files.ts';
import { createEmbeddedQueue } from '../jobs/embedded/embedded-queue.ts';
import type { Queue } from '../jobs/queue.ts';
import { createRedisQueue } from '../jobs/redis/redis-queue.ts';
import { progressChannel } from '../jobs/run-job.ts';
import { createLocalStorage, type Storage } from '../storage/index.ts';
import { type Column, onBothColumns } from '../testing/columns.ts';
import { sampleDealership, sampleVehicle } from '../testing/samples.ts';
import { ann, openStudio, type Studio, type StudioOptions } from './testing/studio.ts';

const patience = { timeout: 30_000, interval: 20 };

onBothColumns('generations', (column) => {
  if (column.name === 'PGlite') {
    generationTests('with the queue in the database', column, (database, name) => createEmbeddedQueue({ database, name }));
    return;
  }
  let server: RunningRedis;
  describe.skipIf(!redis.canStart)(`with Redis${redis.note}`, () => {
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    generationTests('with the queue on Redis', column, (_database, name) => createRedisQueue({ url: server.url, name }));
  });
});

function generationTests(title: string, column: Column, openQueue: (database: Database, name: string) => Promise<Queue>): void {
  describe(title, () => {
    let folder: TemporaryFolder;
    let database: Database;
    let storage: Storage;
    beforeAll(async () => {
      folder = await temporaryFolder();
      [database, storage] = await Promise.all([column.open(), createLocalStorage({ folder: folder.path })]);
    });
    afterAll(async () => {
      await database.close();
      await folder[Symbol.asyncDispose]();
    });

    const open = (options: Partial<StudioOptions> = {}) =>
      openStudio({ database, storage, openQueue: (name) => openQueue(database, name), ...options });
    const read = ({ dealershipId }: Studio, { id }: { readonly id: string }) =>
      readGeneration(database.orm, { dealershipId, generationId: id });
    const reach = (studio: Studio, generation: { readonly id: string }, expected: Partial<Generation>) =>
      vi.waitFor(async () => {
        const found = await read(studio, generation);
        expect(found).toMatchObject(expected);
        return found;
      }, patience);
    const eventsOf = async ({ dealershipId }: Studio) => readEvents(database.orm, dealershipId, 0, 1000);

    it('become pictures that are kept, with what they cost, and tell each step', async () => {
      await using studio = await open();
      const told: string[] = [];
      await using _listening = await database.listen(progressChannel, (payload) => told.push(payload));
      const asked = await studio.ask({ parameters: { prompt: 'a red car', count: 2 }, vehicleId: studio.vehicleId });
      expect(asked).toMatchObject({ state: 'waiting', position: 0, by: 'Ann', vehicleId: studio.vehicleId, made: null, results: [] });
      expect(asked.estimate?.mostUsd).toBeGreaterThan(0);
      await using _worker = await studio.work();
      const done = await reach(studio, asked, { state: 'done' });
      expect(done).toMatchObject({ made: { provider: 'openai', isCached: false }, rootId: done.id, childIds: [], problem: null });
      expect(done.results).toHaveLength(2);
      expect(done.attempts).toMatchObject([{ provider: 'openai', outcome: 'done' }]);
      expect(studio.openai.charged).toHaveLength(1);
      expect(done.made?.costUsd).toBeGreaterThan(0);
      expect(done.made?.costUsd).toBeLessThanOrEqual(done.estimate?.mostUsd ?? 0);
      for (const { asset } of done.results) expect(await storage.size(asset.sha256)).toBe(asset.bytes);
      const events = await eventsOf(studio);
      const states = events.flatMap(({ type, data }) =>
        type === 'generation.created' || type === 'generation.changed' ? [data.state] : [],
      );
      expect(states).toEqual(['waiting', 'working', 'done']);
      const progress = told.map((payload) => JSON.parse(payload)).filter(({ event }) => event.data.id === asked.id);
      expect(progress.length).toBeGreaterThan(0);
    });

    it('go on from a result as a tree, and a branch is removed without the rest', async () => {
      await using studio = await open();
      await using _worker = await studio.work();
      const root = await reach(studio, await studio.ask(), { state: 'done' });
      const [result] = root.results;
      const edit = { operation: 'editImage', parentResultId: result?.id } as const;
      const one = await studio.ask({ ...edit, parameters: { prompt: 'in the evening' } });
      const two = await studio.ask({ ...edit, parameters: { prompt: 'in the morning' } });
      expect(one).toMatchObject({ rootId: root.id, parentId: root.id, parentResultId: result?.id });
      expect(one.inputs.map(({ sha256 }) => sha256)).toEqual([result?.asset.sha256]);
      const refined = await reach(studio, one, { state: 'done' });
      await reach(studio, two, { state: 'done' });
      const leaf = await studio.ask({ operation: 'editImage', parentResultId: refined.results[0]?.id, parameters: { prompt: 'in snow' } });
      await reach(studio, leaf, { state: 'done' });
      expect((await read(studio, root)).childIds).toEqual([one.id, two.id]);
      const query = { limit: 10, rootId: root.id } as const;
      expect((await listGenerations(database.orm, studio.dealershipId, query)).items.map(({ id }) => id)).toEqual([
        leaf.id,
        two.id,
        one.id,
        root.id,
      ]);
      const roots = await listGenerations(database.orm, studio.dealershipId, { limit: 10, which: 'roots' });
      expect(roots.items.map(({ id }) => id)).toEqual([root.id]);

      await studio.generations.delete({ dealershipId: studio.dealershipId, generationId: one.id }, ann, async () => undefined);
      expect((await listGenerations(database.orm, studio.dealershipId, query)).items.map(({ id }) => id)).toEqual([two.id, root.id]);
      expect(await database.orm.$count(jobs, sql`${jobs.dealershipId} = ${studio.dealershipId}`)).toBe(2);
      const gone = (await eventsOf(studio)).flatMap(({ type, data }) => (type === 'generation.deleted' ? [data.id] : []));
      expect(new Set(gone)).toEqual(new Set([one.id, leaf.id]));
      const audited = await database.orm.select().from(auditEntries).where(sql`${auditEntries.dealershipId} = ${studio.dealershipId}`);
      expect(audited.map(({ action, targetId }) => [action, targetId])).toEqual([['generation.deleted', one.id]]);
    });

    it('that ask for the same at the same time share one call, of which one may be cancelled', async () => {
      await using studio = await open();
      const [first, second, third] = [await studio.ask(), await studio.ask(), await studio.ask()];
      const alone = await studio.ask({ merge: false });
      expect([second.mergedWith, third.mergedWith, alone.mergedWith]).toEqual([first.id, first.id, null]);
      const { dealershipId } = studio;
      await studio.generations.cancel({ dealershipId, generationId: third.id }, ann);
      expect(await read(studio, third)).toMatchObject({ state: 'cancelled' });
      expect(await read(studio, first)).toMatchObject({ state: 'waiting' });
      await using _worker = await studio.work();
      const done = [await reach(studio, first, { state: 'done' }), await reach(studio, second, { state: 'done' })];
      await reach(studio, alone, { state: 'done' });
      expect(studio.openai.charged).toHaveLength(2);
      expect(done.map(({ results }) => results.map(({ asset }) => asset.sha256))).toEqual([
        [done[0]?.results[0]?.asset.sha256],
        [done[0]?.results[0]?.asset.sha256],
      ]);
      expect(done[0]?.made?.costUsd).toBeGreaterThan(0);
      expect(done[1]?.made?.costUsd).toBe(0);
      expect(await read(studio, third)).toMatchObject({ state: 'cancelled', results: [] });
      // Without a seed whoever asks again wants another one.
      const later = await studio.ask();
      expect(later.mergedWith).toBeNull();
      await reach(studio, later, { state: 'done' });
      expect(studio.openai.charged).toHaveLength(3);
      const again = await studio.generations.retry({ dealershipId, generationId: third.id }, {}, ann);
      expect(again.jobId).not.toBe(first.jobId);
      await reach(studio, again, { state: 'done' });
    });

    it('with a seed come out the same, and are made once', async () => {
      await using studio = await open({ providers: ['replicate'] });
      await using _worker = await studio.work();
      const seeded = { parameters: { prompt: 'a red car', seed: 7 } };
      const first = await reach(studio, await studio.ask(seeded), { state: 'done' });
      const second = await studio.ask(seeded);
      expect(second).toMatchObject({ state: 'done', mergedWith: first.id, made: { costUsd: 0 } });
      expect(second.results.map(({ asset }) => asset.sha256)).toEqual(first.results.map(({ asset }) => asset.sha256));
      expect(second.results[0]?.id).not.toBe(first.results[0]?.id);
      expect(studio.replicate.charged).toHaveLength(1);
    });

    it('go to the next provider when one fails, and say so', async () => {
      await using studio = await open();
      studio.openai.failNext('out-of-credit');
      await using _worker = await studio.work();
      const done = await reach(studio, await studio.ask(), { state: 'done' });
      expect(done.attempts).toMatchObject([
        { provider: 'openai', outcome: 'failed', code: 'PROVIDER_OUT_OF_CREDIT', costUsd: 0 },
        { provider: 'replicate', outcome: 'done' },
      ]);
      expect(done.made?.provider).toBe('replicate');
      expect([studio.openai.charged.length, studio.replicate.charged.length]).toEqual([0, 1]);
    });

    it('are estimated for everybody who could make them, and refused before money is spent', async () => {
      await using studio = await open();
      const { dealershipId, generations } = studio;
      const words = { prompt: 'a red car', count: 1, transparent: false, format: 'png' } as const;
      const wish = { operation: 'generateImage', parameters: words, inputs: [] } as const;
      const { items, best } = await generations.estimate(dealershipId, wish);
      expect(best).toMatchObject({ provider: 'openai' });
      expect(new Set(items.map(({ provider }) => provider))).toEqual(new Set(['openai', 'replicate']));
      expect(items.filter(({ canDo }) => canDo).every(({ mostUsd }) => mostUsd !== null && mostUsd > 0)).toBe(true);
      const odd = await generations.estimate(dealershipId, { ...wish, parameters: { ...words, steps: 499 } });
      expect(odd.best).toBeNull();
      expect(odd.items.find(({ provider }) => provider === 'replicate')?.problem).toMatchObject({ code: 'PARAMETER_UNSUPPORTED' });

      await expect(studio.ask({ parameters: { prompt: 'a car', steps: 499 } })).rejects.toMatchObject({ code: 'PARAMETER_UNSUPPORTED' });
      await expect(studio.ask({ provider: 'nobody' })).rejects.toMatchObject({ code: 'NO_PROVIDER' });
      await expect(studio.ask({ model: 'none-such' })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
      await expect(studio.ask({ operation: 'editImage' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      const unknown = 'a'.repeat(64);
      await expect(studio.ask({ operation: 'editImage', inputs: [unknown] })).rejects.toMatchObject({ code: 'ASSET_UNKNOWN' });
      await expect(studio.ask({ parentId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(studio.ask({ vehicleId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect([studio.openai.requests, studio.replicate.requests]).toEqual([[], []]);
      expect(await database.orm.$count(rows, sql`${rows.dealershipId} = ${dealershipId}`)).toBe(0);
    });

    it('end with the budget, and say which', async () => {
      await using studio = await open({ budgetOfDay: 10 });
      await using _worker = await studio.work();
      const refused = await reach(studio, await studio.ask(), { state: 'failed' });
      expect(refused.problem).toMatchObject({ code: 'BUDGET_EXCEEDED' });
      expect([studio.openai.charged, studio.replicate.charged]).toEqual([[], []]);
    });

    it('are cancelled at the provider too', async () => {
      await using studio = await open({ providers: ['replicate'], pace: { polls: 1_000_000 } });
      await using _worker = await studio.work();
      const asked = await studio.ask();
      await vi.waitFor(() => expect(studio.replicate.runs).toHaveLength(1), patience);
      const { dealershipId } = studio;
      const name = { dealershipId, generationId: asked.id };
      expect(await studio.generations.cancel(name, ann)).toMatchObject({ state: 'cancelled' });
      await vi.waitFor(() => expect(studio.replicate.runs[0]?.status).toBe('canceled'), patience);
      expect(await studio.generations.cancel(name, ann)).toMatchObject({ state: 'cancelled' });
      expect(studio.replicate.charged.length).toBeLessThanOrEqual(1);
    });

    it('that may have cost something are not paid for again unless somebody says so', async () => {
      await using studio = await open({ providers: ['openai'] });
      studio.openai.failNext('truncated-picture');
      await using _worker = await studio.work();
      const failed = await reach(studio, await studio.ask(), { state: 'failed' });
      expect(failed).toMatchObject({ tries: 1, problem: { retryable: true } });
      expect(failed.attempts.some(({ costUsd }) => costUsd > 0)).toBe(true);
      expect(studio.openai.charged).toHaveLength(1);
      const { dealershipId } = studio;
      await studio.generations.retry({ dealershipId, generationId: failed.id }, {}, ann);
      const done = await reach(studio, failed, { state: 'done' });
      expect(studio.openai.charged).toHaveLength(2);
      expect(done.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
      await expect(studio.generations.retry({ dealershipId, generationId: failed.id }, {}, ann)).rejects.toMatchObject({
        code: 'NOT_RETRYABLE',
      });
    });

    it('become photos of a vehicle, once, and favourites', async () => {
      await using studio = await open();
      await using _worker = await studio.work();
      const done = await reach(studio, await studio.ask({ vehicleId: studio.vehicleId }), { state: 'done' });
      const { dealershipId, vehicleId } = studio;
      const name = { dealershipId, generationId: done.id, resultId: done.results[0]?.id ?? '' };
      const photo = await studio.generations.keep({ ...name, angle: 'front' });
      expect(photo).toMatchObject({ vehicleId, angle: 'front', asset: { sha256: done.results[0]?.asset.sha256 }, state: 'waiting' });
      expect((await studio.generations.keep(name)).id).toBe(photo.id);
      await studio.generations.markFavourite(name, true);
      expect((await read(studio, done)).results[0]).toMatchObject({ photoId: photo.id, isFavourite: true });
      const favourites = await listGenerations(database.orm, dealershipId, { limit: 5, which: 'favourites' });
      expect(favourites.items.map(({ id }) => id)).toEqual([done.id]);
      await studio.generations.delete(name, ann, async () => undefined);
      expect(await readPhoto(database.orm, dealershipId, photo.id)).toMatchObject({ id: photo.id });
    });

    it('keep the files that they start from and end with, for as long as they are there', async () => {
      await using studio = await open();
      const input = await studio.addPicture(3);
      await using _worker = await studio.work();
      const asked = await studio.ask({ operation: 'editImage', inputs: [input], parameters: { prompt: 'at night' } });
      const done = await reach(studio, asked, { state: 'done' });
      const files = [input, done.results[0]?.asset.sha256 ?? ''];
      const { dealershipId } = studio;
      await database.orm.update(assets).set({ createdAt: new Date(0) });
      for (const sha256 of files) expect(await removeUnusedAssets(database.orm, sha256, 1)).toBe(0);
      await studio.generations.delete({ dealershipId, generationId: done.id }, ann, async () => undefined);
      for (const sha256 of files) {
        expect(await removeUnusedAssets(database.orm, sha256, 1)).toBe(1);
        expect(await isFileWanted(database.orm, sha256)).toBe(false);
      }
    });

    it('wait for providers in a line of their own, in which what is sooner comes first', async () => {
      await using studio = await open();
      const [one, two] = [await studio.ask({ merge: false }), await studio.ask({ merge: false, priority: 5 })];
      const { dealershipId } = studio;
      const terms = { most: 5, leaseMs: 60_000, provider: 'test' };
      expect([(await read(studio, one)).position, (await read(studio, two)).position]).toEqual([1, 0]);
      const ofThis = ({ dealershipId: owner }: { readonly dealershipId: string }) => owner === dealershipId;
      expect((await beginJobs(database, terms)).filter(ofThis)).toEqual([]);
      expect((await beginJobs(database, { ...terms, lane: 'provider' })).filter(ofThis).map(({ jobId }) => jobId)).toEqual([
        two.jobId,
        one.jobId,
      ]);
      expect((await readQueue(database.orm, dealershipId)).working).toBe(2);
    });

    it('look at a photo once, whoever asks, and keep only what has the shape that was asked for', async () => {
      await using studio = await open({ providers: ['openai'] });
      const { dealershipId, vehicleId, openai, generations } = studio;
      const sha256 = await studio.addPicture(9);
      const photoId = await database.transaction(
        async (tx) => (await addPhoto(tx, { dealershipId, vehicleId, sha256, name: 'a.png' })).photoId,
      );
      const photo = { dealershipId, photoId };
      await expect(generations.readAnalysis(photo)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const findings = {
        isCar: true,
        angle: 'front-left',
        colour: 'red',
        damage: [],
        plate: { left: 0.4, top: 0.7, right: 0.6, bottom: 0.8 },
      };
      openai.answerWith(() => ({ value: findings }));
      const asked = await Promise.all([generations.analyse(photo, { again: false }), generations.analyse(photo, { again: false })]);
      expect(asked.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
      await using _worker = await studio.work();
      const reached = (expected: object) =>
        vi.waitFor(async () => expect(await generations.readAnalysis(photo)).toMatchObject(expected), patience);
      await reached({ state: 'done', findings, provider: 'openai' });
      expect(openai.charged).toHaveLength(1);
      expect(await generations.analyse(photo, { again: false })).toMatchObject({ state: 'done', findings });
      const told = (await eventsOf(studio)).flatMap(({ type, data }) => (type === 'analysis.changed' ? [data.state] : []));
      expect(told).toEqual(['waiting', 'working', 'done']);

      // The same picture again is known; what is no answer to the question is none.
      await generations.analyse(photo, { again: true });
      await reached({ state: 'done', findings });
      expect(openai.charged).toHaveLength(1);
      openai.answerWith(() => ({ value: { ...findings, angle: 'from above' } }));
      const other = await studio.addPicture(10);
      const second = await database.transaction((tx) => addPhoto(tx, { dealershipId, vehicleId, sha256: other, name: 'b.png' }));
      const name = { dealershipId, photoId: second.photoId };
      await generations.analyse(name, { again: false });
      await vi.waitFor(
        async () => expect(await generations.readAnalysis(name)).toMatchObject({ state: 'failed', findings: null }),
        patience,
      );
      expect(await generations.readAnalysis(name)).toMatchObject({ problem: { code: 'PROVIDER_ANSWER_INVALID' } });
    });

    it('of another dealership are not there', async () => {
      await using studio = await open();
      const asked = await studio.ask();
      const theirs = await sampleDealership(database, 'theirs');
      const name = { dealershipId: theirs, generationId: asked.id };
      const { generations } = studio;
      const missing = { code: 'NOT_FOUND' };
      await expect(readGeneration(database.orm, name)).rejects.toMatchObject(missing);
      await expect(generations.cancel(name, ann)).rejects.toMatchObject(missing);
      await expect(generations.retry(name, {}, ann)).rejects.toMatchObject(missing);
      await expect(generations.delete(name, ann, async () => undefined)).rejects.toMatchObject(missing);
      await expect(generations.markFavourite({ ...name, resultId: newId() }, true)).rejects.toMatchObject(missing);
      const vehicleId = await sampleVehicle(database, theirs);
      await expect(studio.ask({ vehicleId })).rejects.toMatchObject(missing);
      expect((await listGenerations(database.orm, theirs, { limit: 5 })).items).toEqual([]);
    });
  });
}
