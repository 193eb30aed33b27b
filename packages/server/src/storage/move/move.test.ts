import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { type FakeS3, startFakeS3 } from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../database/open.ts';
import { storageMoves } from '../../database/schema.ts';
import { silentLogger } from '../../jobs/logger.ts';
import { readServerSettings } from '../../settings/settings.ts';
import { onBothColumns, type Place } from '../../testing/columns.ts';
import { type OpenStorage, openStorage } from '../open-storage.ts';
import { runMove } from '../testing/move-scenario.ts';
import { createPace } from './pace.ts';

/** Numerical Recipes' generator: the same seed gives the same run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

onBothColumns('a move of all files', (column) => {
  let place: Place;
  let database: Database;
  let s3: FakeS3;
  let files: OpenStorage;
  let close: () => Promise<void>;
  beforeAll(async () => {
    await using stack = new AsyncDisposableStack();
    place = stack.use(await column.makePlace());
    database = stack.use(await openDatabase(place));
    s3 = stack.use(await startFakeS3());
    const rest = stack.move();
    close = () => rest.disposeAsync();
  });
  afterAll(() => close());

  const open = () => {
    const { storage: settings } = readServerSettings({
      FORECOURT_S3_ENDPOINT: s3.url,
      FORECOURT_S3_BUCKET: s3.bucket,
      FORECOURT_S3_REGION: s3.region,
      FORECOURT_S3_ACCESS_KEY_ID: s3.accessKeyId,
      FORECOURT_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    });
    return openStorage({ database, dataDir: place.dataDir, settings, logger: silentLogger, leaseMs: 300, lookEveryMs: 20 });
  };
  const reach = (state: string) =>
    vi.waitFor(async () => expect((await files.moves.read())?.state).toBe(state), { timeout: 60_000, interval: 10 });

  describe('step by step', () => {
    beforeEach(async () => {
      await database.orm.delete(storageMoves);
      s3.objects.clear();
      s3.misfortune = undefined;
      await rm(`${place.dataDir}/assets`, { recursive: true, force: true });
    });

    it('tells how far it is, switches by itself, and empties the source only when it is asked to', async () => {
      files = await open();
      await using _ = files;
      const kept = await Promise.all(['a', 'bb', 'ccc'].map((text) => files.storage.put(Buffer.from(text))));
      await files.storage.derived(`${kept[0]?.sha256}-640.webp`, async () => Buffer.from('preview'));
      const begun = await files.moves.begin({ to: 's3', bytesPerSecond: null });
      expect(begun).toMatchObject({ source: 'folder', target: 's3' });
      await reach('switched');
      expect(await files.moves.read()).toMatchObject({
        totalFiles: 3,
        totalBytes: 6,
        doneFiles: 3,
        copiedFiles: 3,
        copiedBytes: 6,
        problemCount: 0,
      });
      const folder = async () => (await Array.fromAsync(files.storage.list())).length;
      expect([s3.objects.size, await folder()]).toEqual([3, 3]);
      await expect(files.moves.begin({ to: 's3', bytesPerSecond: null })).rejects.toMatchObject({ code: 'STORAGE_ALREADY_THERE' });
      await files.moves.removeSource();
      await reach('removed');
      expect(await files.moves.read()).toMatchObject({ removedFiles: 3 });
      for (const { sha256 } of kept) expect(await files.storage.path(sha256)).toBeUndefined();
      await expect(files.moves.removeSource()).rejects.toMatchObject({ code: 'STORAGE_NOT_MOVED' });
      // And back.
      await files.moves.begin({ to: 'folder', bytesPerSecond: null });
      await reach('switched');
      for (const { sha256 } of kept) expect(await files.storage.path(sha256)).toContain(sha256);
    });

    it('names a damaged file, leaves it where it is, and does not empty the source while there is one', async () => {
      files = await open();
      await using _ = files;
      const { sha256 } = await files.storage.put(Buffer.from('to be damaged'));
      await files.storage.put(Buffer.from('whole'));
      await writeFile((await files.storage.path(sha256)) ?? '', 'was damaged!!');
      await files.moves.begin({ to: 's3', bytesPerSecond: null });
      await reach('switched');
      expect(await files.moves.read()).toMatchObject({
        doneFiles: 2,
        copiedFiles: 1,
        problemCount: 1,
        problems: [{ sha256, code: 'HASH_MISMATCH' }],
      });
      await files.moves.removeSource();
      await vi.waitFor(async () => expect(await files.moves.read()).toMatchObject({ state: 'switched', problemCount: 1 }), {
        timeout: 20_000,
      });
      expect(await files.storage.path(sha256)).toContain(sha256);
    });

    it('waits while the bucket is away, says why, and goes on', async () => {
      files = await open();
      await using _ = files;
      for (let count = 0; count < 5; count++) await files.storage.put(Buffer.from(`file ${count}`));
      s3.misfortune = ({ operation }) => (operation === 'PutObject' ? { kind: 'slow down' } : undefined);
      await files.moves.begin({ to: 's3', bytesPerSecond: null });
      const trouble = { state: 'copying', trouble: { code: 'STORAGE_UNAVAILABLE' } };
      await vi.waitFor(async () => expect(await files.moves.read()).toMatchObject(trouble), { timeout: 60_000, interval: 20 });
      s3.misfortune = undefined;
      await reach('switched');
      expect(await files.moves.read()).toMatchObject({ trouble: null, doneFiles: 5 });
    });

    it('can be turned round before it is over', async () => {
      files = await open();
      await using _ = files;
      const { sha256 } = await files.storage.put(Buffer.from('old'));
      s3.misfortune = ({ operation, key }) =>
        operation === 'PutObject' && key.includes(sha256) ? { kind: 'slow', milliseconds: 60_000 } : undefined;
      await files.moves.begin({ to: 's3', bytesPerSecond: null });
      await reach('copying');
      const fresh = createHash('sha256').update('fresh').digest('hex');
      await files.storage.put(Buffer.from('fresh'));
      expect(await files.storage.path(fresh)).toBeUndefined();
      await files.moves.begin({ to: 'folder', bytesPerSecond: null });
      s3.misfortune = undefined;
      await reach('switched');
      expect(await files.storage.path(fresh)).toContain(fresh);
      expect(await files.storage.path(sha256)).toContain(sha256);
    });
  });

  it('loses nothing and doubles nothing, whatever fails and whoever is killed, while files come and are read', {
    timeout: 120_000,
  }, async ({ signal }) => {
    await using own = await column.makePlace();
    await using other = await openDatabase(own);
    const report = await runMove({ place: own, database: other, files: 120, kills: 2, faults: 0.05, random: seeded(20_261_121), signal });
    expect(report.problems).toEqual([]);
    expect(Math.min(report.putMeanwhile, report.readMeanwhile, report.failedCalls)).toBeGreaterThan(0);
  });
});

describe('the pace of a move', () => {
  it('lets no more bytes pass in a second than are allowed, and none of it is saved up over a pause', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    let now = 0;
    const pace = createPace(() => now);
    const { signal } = new AbortController();
    await pace.take(5_000, null, signal);
    await pace.take(1_000, 1_000, signal);
    now = 100_000;
    // One second at the most was saved up.
    await pace.take(1_000, 1_000, signal);
    vi.useRealTimers();
    const cancelled = AbortSignal.abort();
    await expect(pace.take(1_000, 1_000, cancelled)).rejects.toThrow();
  });
});
