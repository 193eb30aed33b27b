import { createHash, randomBytes } from 'node:crypto';
import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { putAsset } from '../../database/assets.ts';
import { eq, sql } from '../../database/drizzle.ts';
import { holdForKeeping, holdForRemoval, releaseHold } from '../../database/file-holds.ts';
import type { Database } from '../../database/open.ts';
import { addPhoto, deletePhoto } from '../../database/photo-changes.ts';
import { assets, fileHolds, photos, uploads } from '../../database/schema.ts';
import { isFileWanted, removeUnusedAssets } from '../../database/wanted-files.ts';
import { onBothColumns } from '../../testing/columns.ts';
import { sampleDealership, sampleVehicle } from '../../testing/samples.ts';
import { createKeptStorage } from '../kept/kept-storage.ts';
import { createPlacements } from '../kept/placements.ts';
import { createLocalStorage } from '../local/local-storage.ts';
import type { Storage } from '../storage.ts';
import { cleanAll, cleanKnown, usualRestMs } from './clean.ts';
import { createCleaningService } from './cleaning-service.ts';
import { joined } from './joined.ts';
import { removeUnwanted } from './remove-unwanted.ts';

const day = usualRestMs;
const twoDaysAgo = () => new Date(Date.now() - 2 * day);

async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
const byName = (a: string, b: string) => (a < b ? -1 : 1);

onBothColumns('clean-up', (column) => {
  let database: Database;
  let dataDir: string;
  let close: () => Promise<void>;
  let folder: Storage;
  let storage: Storage;
  let dealershipId: string;
  let vehicleId: string;

  beforeAll(async () => {
    await using stack = new AsyncDisposableStack();
    const place = stack.use(await column.makePlace());
    dataDir = join(place.dataDir, 'files');
    database = stack.use(await column.open());
    folder = await createLocalStorage({ folder: dataDir });
    storage = createKeptStorage({ database, placements: await createPlacements(database, 'folder'), places: { folder } });
    dealershipId = await sampleDealership(database);
    vehicleId = await sampleVehicle(database, dealershipId);
    const rest = stack.move();
    close = () => rest.disposeAsync();
  });
  afterAll(() => close());
  beforeEach(async () => {
    await database.orm.delete(photos);
    await database.orm.delete(uploads);
    await database.orm.delete(assets);
    await database.orm.delete(fileHolds);
    await rm(join(dataDir, 'assets'), { recursive: true, force: true });
    folder = await createLocalStorage({ folder: dataDir });
  });

  const parts = (more: { readonly isDryRun?: boolean } = {}) => ({
    database,
    storage,
    sweepUploads: () => Promise.resolve(0),
    signal: new AbortController().signal,
    restMs: day,
    ...more,
  });
  const keep = async (content: string | Uint8Array = randomBytes(20)) => (await storage.put(Buffer.from(content))).sha256;
  /** Lets a file, its hold and its rows be as old as if they were of the day before yesterday. */
  const age = async (sha256: string) => {
    const path = await folder.path(sha256).catch(() => undefined);
    if (path !== undefined) await utimes(path, twoDaysAgo(), twoDaysAgo());
    const at = sql`now() - interval '2 days'`;
    await database.orm.update(fileHolds).set({ at }).where(eq(fileHolds.sha256, sha256));
    await database.orm.update(assets).set({ createdAt: at }).where(eq(assets.sha256, sha256));
  };
  const asset = (sha256: string, bytes = 20, owner = dealershipId) =>
    database.transaction((tx) =>
      putAsset(tx, { dealershipId: owner, sha256, bytes, type: 'image/png', widthPx: 2, heightPx: 1, placeholder: null }),
    );
  const photo = (sha256: string) => database.transaction((tx) => addPhoto(tx, { dealershipId, vehicleId, sha256, name: 'front.png' }));
  const remove = (photoId: string) => database.transaction((tx) => deletePhoto(tx, dealershipId, photoId));

  it('removes what nobody wants for a day, by the hour, and leaves everything else', async () => {
    const [orphan, young, used, left] = [await keep(), await keep(), await keep(), await keep()];
    for (const sha256 of [used, left]) await asset(sha256);
    await photo(used);
    const { photoId } = await photo(left);
    await remove(photoId);
    for (const sha256 of [orphan, used, left]) await age(sha256);
    const counts = await cleanKnown(parts());
    expect(counts).toMatchObject({ orphans: { files: 2, bytes: 40 }, unusedAssets: 1, spared: 0 });
    expect(await Promise.all([orphan, young, used, left].map((sha256) => storage.has(sha256)))).toEqual([false, true, true, false]);
    expect(await database.orm.select({ sha256: assets.sha256 }).from(assets)).toEqual([{ sha256: used }]);
    // Nothing is left to look at but what is young.
    expect(await database.orm.select({ sha256: fileHolds.sha256 }).from(fileHolds)).toEqual([{ sha256: young }]);
    expect(await cleanKnown(parts())).toMatchObject({ orphans: { files: 0 }, unusedAssets: 0 });
  });

  it('keeps a file as long as one dealership needs it, however many have removed it', async () => {
    const sha256 = await keep();
    const other = await sampleDealership(database);
    await asset(sha256);
    await asset(sha256, 20, other);
    await photo(sha256);
    await age(sha256);
    expect(await cleanKnown(parts())).toMatchObject({ orphans: { files: 0 }, unusedAssets: 1 });
    expect(await storage.has(sha256)).toBe(true);
  });

  it('finds files that were never held, previews of files that are gone, and what interrupted writes left', async () => {
    const { sha256 } = await folder.put(Buffer.from('from before'));
    await age(sha256);
    const gone = createHash('sha256').update('gone').digest('hex');
    await storage.derived(`${gone}-640.webp`, async () => Buffer.from('preview'));
    const preview = join(dataDir, 'derived', gone.slice(0, 2), gone.slice(2, 4), `${gone}-640.webp`);
    const half = join(dataDir, 'assets', 'incoming', 'half');
    await writeFile(half, 'half');
    for (const path of [preview, half]) await utimes(path, twoDaysAgo(), twoDaysAgo());
    const found = { orphans: { files: 1, bytes: 11 }, derived: { files: 1, bytes: 7 } };
    expect(await cleanAll(parts({ isDryRun: true }))).toMatchObject({ ...found, temporary: 0 });
    expect(await storage.has(sha256)).toBe(true);
    expect(await cleanAll(parts())).toMatchObject({ ...found, temporary: 1 });
    expect(await storage.has(sha256)).toBe(false);
    await expect(stat(preview)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(stat(half)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tells aloud what should be there and is not, and removes nothing of it', async () => {
    const [missing, damaged] = [await keep(), await keep()];
    for (const sha256 of [missing, damaged]) {
      await asset(sha256);
      await photo(sha256);
      await age(sha256);
    }
    await rm((await folder.path(missing)) ?? '');
    await writeFile((await folder.path(damaged)) ?? '', 'short');
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => lines.push(line) });
    await using service = createCleaningService({ database, storage, logger });
    const { done } = await service.begin({ isDryRun: false });
    expect(await done).toMatchObject({ missing: { count: 1, files: [missing] }, damaged: { count: 1, files: [damaged] } });
    expect(lines.join('')).toContain(missing);
    expect(await database.orm.$count(assets)).toBe(2);
    expect((await service.read(1))[0]).toMatchObject({ isFull: true, counts: { missing: { count: 1 } } });
  });

  it('spares what an interrupted upload will still be finished with', async () => {
    const sha256 = await keep();
    await database.orm.insert(uploads).values({
      ...{ id: crypto.randomUUID(), dealershipId, vehicleId, name: 'front.png', bytes: 20, offset: 20, sha256, state: 'finishing' },
      expiresAt: new Date(Date.now() + day),
    });
    await age(sha256);
    expect(await cleanAll(parts())).toMatchObject({ orphans: { files: 0 } });
    expect(await storage.has(sha256)).toBe(true);
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'that is killed after %i of its steps is made up for by the next, and stands in nobody’s way for long',
    async (steps) => {
      const [unwanted, wantedAgain] = [await keep('unwanted'), await keep('wanted again')];
      for (const sha256 of [unwanted, wantedAgain]) {
        await asset(sha256);
        await age(sha256);
        // Hold, unused assets, whether it is wanted, removal, release: from the step on, nothing of it reaches anything.
        await removeUnwanted(sha256, { ...parts(), ...mortal(steps) }).catch(() => undefined);
        const at = sql`now() - interval '2 minutes'`;
        await database.orm.update(fileHolds).set({ at }).where(eq(fileHolds.kind, 'removing'));
      }
      expect((await storage.put(Buffer.from('wanted again'))).sha256).toBe(wantedAgain);
      await asset(wantedAgain, 12);
      await photo(wantedAgain);
      await cleanAll(parts());
      await age(unwanted);
      await cleanKnown(parts());
      expect([await storage.has(unwanted), await storage.has(wantedAgain)]).toEqual([false, true]);
      expect(await database.orm.select({ sha256: assets.sha256 }).from(assets)).toEqual([{ sha256: wantedAgain }]);
    },
  );

  describe('of a file that somebody puts at the same time', () => {
    it('waits for nobody, and lets whoever comes wait until it is done', async () => {
      const sha256 = await keep('popular');
      await age(sha256);
      expect(await holdForRemoval(database.orm, sha256, { holder: crypto.randomUUID(), restMs: day })).toBe(true);
      const [hold] = await database.orm.select().from(fileHolds);
      let isPut = false;
      const putting = storage.put(Buffer.from('popular')).then(() => {
        isPut = true;
      });
      expect(await holdForKeeping(database.orm, sha256)).toBe(false);
      await folder.delete(sha256);
      expect(isPut).toBe(false);
      await releaseHold(database.orm, sha256, hold?.holder ?? '');
      await putting;
      expect(await storage.has(sha256)).toBe(true);
      expect(await removeUnwanted(sha256, parts())).toMatchObject({ kind: 'held' });
    });

    it('does not take away the asset of a photo that is being added', async () => {
      const sha256 = await keep();
      await asset(sha256);
      await age(sha256);
      const [, unused] = await Promise.all([photo(sha256), removeUnusedAssets(database.orm, sha256, day)]).catch(() => [undefined, 1]);
      // Either the photo is there with its asset, or whoever added it was told to send the file.
      expect([await database.orm.$count(photos), await database.orm.$count(assets)]).toEqual(unused === 0 ? [1, 1] : [0, 0]);
    });

    it('never removes one that is needed afterwards, in whatever order their steps come and wherever they are killed', async () => {
      // Each actor is a list of steps; the order of all steps is drawn, and any actor may die before any of its steps.
      const death = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.nat(5));
      const runs = fc.record({
        order: fc.shuffledSubarray([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2], { minLength: 14 }),
        deaths: fc.tuple(death, death, death),
        isThere: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
        isKnown: fc.boolean(),
      });
      const long = sql`now() - interval '2 minutes'`;
      let turn = 0;
      await fc.assert(
        fc.asyncProperty(runs, async ({ order, deaths, isThere, isKnown }) => {
          const content = `interleaved ${turn++}`;
          const bytes = Buffer.from(content);
          const sha256 = createHash('sha256').update(content).digest('hex');
          if (isThere) await folder.put(bytes);
          if (isThere && isKnown) {
            await asset(sha256, bytes.byteLength);
            await age(sha256);
          }
          const acknowledged = new Set<string>();
          const actors = [uploading(sha256, bytes, acknowledged), cleaning(sha256), uploading(sha256, bytes, acknowledged)];
          const alive = actors.map((actor, index) => ({
            actor,
            diesAt: deaths[index] ?? Number.POSITIVE_INFINITY,
            step: 0,
            isOver: false,
          }));
          const go = async (who: (typeof alive)[number]) => {
            if (who.isOver) return;
            const isDead = who.step++ >= who.diesAt;
            who.isOver = isDead || (await who.actor.next()).done === true;
            // The hold of a dead clean-up runs out. That of a living one does not: it looks at its clock before it removes.
            if (isDead && who.actor === actors[1])
              await database.orm.update(fileHolds).set({ at: long }).where(eq(fileHolds.kind, 'removing'));
          };
          for (const next of order) {
            const who = alive[next];
            if (who) await go(who);
          }
          for (const who of alive) for (let step = 0; step < 40 && !who.isOver; step++) await go(who);
          // Whoever was told that it is kept finds it, whatever the next clean-up does.
          await cleanAll({ ...parts(), restMs: day });
          for (const name of acknowledged) expect([name, await storage.has(sha256)]).toEqual([name, true]);
          await database.orm.delete(photos);
          await database.orm.delete(assets);
        }),
        { numRuns: 40 },
      );
    });
  });

  /** Database and storage that are out of reach after so many steps, as for a process that was killed. */
  function mortal(steps: number) {
    let left = steps;
    const step = () => {
      if (left-- <= 0) throw new Error('killed');
    };
    const orm = new Proxy(database.orm, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (key === 'insert' || key === 'delete' || key === 'execute') step();
          return Reflect.apply(value, target, given);
        };
      },
    });
    const remove = async (sha256: string) => {
      step();
      await storage.delete(sha256);
    };
    return { database: { ...database, orm }, storage: { ...storage, delete: remove } };
  }

  /** What an upload does with a file, step by step: hold, put, asset and photo in one transaction. */
  async function* uploading(sha256: string, bytes: Uint8Array, acknowledged: Set<string>): AsyncGenerator<void> {
    while (!(await holdForKeeping(database.orm, sha256))) yield;
    yield;
    await folder.put(bytes, { sha256 });
    yield;
    await database.transaction(async (tx) => {
      await putAsset(tx, { dealershipId, sha256, bytes: bytes.byteLength, type: 'image/png', widthPx: 2, heightPx: 1, placeholder: null });
      await addPhoto(tx, { dealershipId, vehicleId, sha256, name: 'front.png' });
    });
    acknowledged.add(crypto.randomUUID());
  }

  /** The same steps as `removeUnwanted`, with room for others between them. */
  async function* cleaning(sha256: string): AsyncGenerator<void> {
    const holder = crypto.randomUUID();
    if (!(await holdForRemoval(database.orm, sha256, { holder, restMs: day }))) return;
    yield;
    await removeUnusedAssets(database.orm, sha256, day);
    yield;
    const isWanted = await isFileWanted(database.orm, sha256);
    yield;
    if (!isWanted) await folder.delete(sha256);
    yield;
    await releaseHold(database.orm, sha256, holder);
  }
});

describe('two lists side by side', () => {
  it('have each key once, with what either has of it', async () => {
    const list = fc.uniqueArray(fc.nat(20)).map((numbers) => numbers.map((number) => String(number).padStart(2, '0')).toSorted(byName));
    await fc.assert(
      fc.asyncProperty(list, list, async (lefts, rights) => {
        const keys = { left: (key: string) => key, right: (key: string) => key };
        const pairs = await Array.fromAsync(joined(inTurn(lefts), inTurn(rights), keys));
        expect(pairs.map(({ key }) => key)).toEqual([...new Set([...lefts, ...rights])].toSorted(byName));
        for (const { key, left, right } of pairs) {
          expect([left, right]).toEqual([lefts.find((one) => one === key), rights.find((one) => one === key)]);
        }
      }),
    );
  });
});
