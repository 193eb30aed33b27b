import { createHash } from 'node:crypto';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@forecourt/sdk/client';
import { postgres, redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withConnection } from '../database/connection.ts';
import { type Fixture, readFixtures } from '../database/fixtures/read.ts';
import { openDatabase } from '../database/index.ts';
import { migrateConnection } from '../database/migrate.ts';
import { migrations } from '../database/migrations.generated.ts';
import { loadRows } from '../database/rows/load.ts';
import { assets, vehicles } from '../database/schema.ts';
import { createLocalStorage } from '../storage/index.ts';
import { type Column, type Place, pgliteColumn, postgresColumn } from '../testing/columns.ts';
import { sampleCutout, sampleDealership, sampleGenerations, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import { sendPhoto, startTestServer } from '../testing/server.ts';
import { backUp } from './backup.ts';
import { pathInBackup } from './files.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { restore } from './restore.ts';
import { markRestore, requireFinishedRestore } from './unfinished.ts';

const pglite = pgliteColumn();
const columns: readonly Column[] = postgres.canStart ? [pglite, postgresColumn()] : [pglite];
const pairs = columns.flatMap((from) => columns.map((to) => ({ from, to, title: `${from.name} to ${to.name}` })));

async function storageOf({ dataDir }: Pick<Place, 'dataDir'>) {
  return await createLocalStorage({ folder: dataDir });
}

/** Rows of every kind that samples make, and three files, one of which two dealerships have. */
async function fill(place: Place): Promise<string[]> {
  await using storage = await storageOf(place);
  await using database = await openDatabase(place);
  const files = await Promise.all(['one', 'two', 'three'].map((text) => storage.put(new TextEncoder().encode(text.repeat(1_000)))));
  for (const name of ['North "1" \\', 'Süd\n2']) {
    const dealershipId = await sampleDealership(database, name);
    const vehicleId = await sampleVehicle(database, dealershipId);
    await sampleCutout(database, dealershipId, await samplePhoto(database, dealershipId, vehicleId));
    for (const { sha256, bytes } of files.slice(0, name.startsWith('N') ? 3 : 1)) {
      const asset = { dealershipId, sha256, bytes, type: 'image/jpeg', widthPx: 1, heightPx: 1, placeholder: null };
      await database.orm.insert(assets).values(asset);
    }
    await sampleGenerations(database, dealershipId, files[0]?.sha256 ?? '');
  }
  return files.map(({ sha256 }) => sha256);
}

/** Makes one vehicle after the other. @returns how many */
async function writeVehicles({ vehicles }: Client, signal: AbortSignal): Promise<number> {
  for (let made = 0; ; made++) {
    if (signal.aborted) return made;
    await vehicles.create({ stockNumber: `W-${made}`, make: 'Audi', model: 'A4' });
  }
}

async function* tablesOf({ tables }: Fixture) {
  for (const { name, columns, lines } of tables) yield { name, columns, lines: inOneBatch(lines) };
}

async function* inOneBatch(lines: readonly string[]) {
  yield lines;
}

/** All rows of a back-up by table, in an order that says nothing. */
async function rowsIn(folder: string): Promise<Record<string, string[]>> {
  const { rows } = await readManifest(folder);
  const read = async (name: string) =>
    (await readFile(join(folder, rows.folder, `${name}.jsonl`), 'utf8')).trimEnd().split('\n').toSorted();
  return Object.fromEntries(await Promise.all(rows.tables.map(async ({ name }) => [name, await read(name)] as const)));
}

describe(`a back-up${postgres.note}`, () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder[Symbol.asyncDispose]());
  let made = 0;
  const newFolder = () => join(folder.path, `${++made}`);

  it.each(pairs)('brings every row and every file from $title', async ({ from, to }) => {
    const source = await from.makePlace();
    const hashes = await fill(source);
    await using sourceStorage = await storageOf(source);
    const backup = newFolder();
    const report = await backUp({ folder: backup, place: source, storage: sourceStorage });
    // The files of sample photos and cutouts are nowhere: that is told, and is no reason to have no back-up at all.
    expect(report.files).toMatchObject({ copied: 3, kept: 0, missing: { length: 4 } });

    const target = await to.makePlace();
    await using targetStorage = await storageOf(target);
    expect(await restore({ folder: backup, place: target, storage: targetStorage })).toMatchObject({ rows: report.rows, files: 3 });
    const again = newFolder();
    await backUp({ folder: again, place: target, storage: targetStorage });
    expect(await rowsIn(again)).toEqual(await rowsIn(backup));
    for (const sha256 of hashes) {
      const bytes = new Uint8Array(await new Response(await targetStorage.read(sha256)).arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    await using database = await openDatabase(target);
    await sampleDealership(database, 'After the restore');
  });

  it.each(columns)('is taken from $name while a server works, and the next one copies only what is new', async (column) => {
    await using server = await startTestServer(column);
    const owner = server.tenant('Motors');
    const { id } = await owner.client.vehicles.create({ stockNumber: 'B-1', make: 'Audi', model: 'A4' });
    await sendPhoto(server.url, owner.headers, id, redCarPhoto());
    await using storage = await storageOf(server.place);
    const backup = newFolder();
    const over = new AbortController();
    const writing = writeVehicles(owner.client, over.signal);
    const first = await backUp({ folder: backup, place: server.place, storage });
    over.abort();
    expect(first.files).toMatchObject({ copied: 1, kept: 0, missing: [] });
    // A vehicle and the event that tells of it come in one transaction: in what is of one moment there are as many of each.
    const { events = [], vehicles = [] } = await rowsIn(backup);
    expect(events.filter((row) => row.includes('vehicle.created')).length).toBe(vehicles.length);
    expect(await writing).toBeGreaterThan(1);
    await sendPhoto(server.url, owner.headers, id, redCarPhoto({ seed: 2 }));
    const second = await backUp({ folder: backup, place: server.place, storage });
    expect(second.files).toMatchObject({ copied: 1, kept: 1, missing: [] });
    expect((await readdir(backup)).filter((name) => name.startsWith('rows-'))).toHaveLength(1);
    expect((await rowsIn(backup)).photos).toHaveLength(2);
    // The server is as it was.
    expect((await owner.client.photos.list({ vehicleId: id }).page()).items).toHaveLength(2);
  });

  it('of an older version is brought to the newest shape', async () => {
    const [oldest] = await readFixtures();
    if (!oldest) throw new Error('There is no database of an older version.');
    const source = await pglite.makePlace();
    await withConnection(source, async (connection) => {
      await connection.run('drop schema public cascade; create schema public');
      await migrateConnection(connection, migrations.slice(0, migrations.findIndex(({ name }) => name === oldest.lastMigration) + 1));
      await connection.run('begin');
      const names = oldest.tables.map(({ name }) => name);
      await loadRows(connection, names, tablesOf(oldest));
      await connection.run('commit');
    });
    const backup = newFolder();
    await using sourceStorage = await storageOf(source);
    await backUp({ folder: backup, place: source, storage: sourceStorage });
    const target = await pglite.makePlace();
    await using storage = await storageOf(target);
    await restore({ folder: backup, place: target, storage });
    await using database = await openDatabase(target);
    const found = await database.orm.select({ stockNumber: vehicles.stockNumber }).from(vehicles);
    expect(found.map(({ stockNumber }) => stockNumber).toSorted()).toEqual(['A-1', 'A-1', 'null']);
  });

  describe('is refused', () => {
    let backup: string;
    let hash: string;
    let target: Place;
    beforeAll(async () => {
      target = await pglite.makePlace();
      const source = await pglite.makePlace();
      [hash = ''] = await fill(source);
      await using storage = await storageOf(source);
      backup = newFolder();
      await backUp({ folder: backup, place: source, storage });
    });

    /** Nothing is begun: one installation is enough for all tries, and starts as it was. */
    const tryIt = async () => {
      await using storage = await storageOf(target);
      const result = await restore({ folder: backup, place: target, storage }).catch((error: unknown) => error);
      expect(await readdir(join(target.dataDir, 'assets'))).toEqual(['incoming']);
      requireFinishedRestore(target.dataDir);
      return result;
    };
    const changed = async (path: string, change: (path: string) => Promise<void>) => {
      const before = await readFile(path);
      await change(path);
      const result = await tryIt();
      await writeFile(path, before);
      return result;
    };

    it('when rows are cut, changed or missing', async () => {
      const { rows } = await readManifest(backup);
      const path = join(backup, rows.folder, 'vehicles.jsonl');
      const invalid = { code: 'BACKUP_INVALID', message: expect.stringContaining('vehicles.jsonl') };
      expect(await changed(path, async () => truncate(path, 20))).toMatchObject(invalid);
      expect(await changed(path, async () => writeFile(path, (await readFile(path, 'utf8')).replace('V60', 'V70')))).toMatchObject(invalid);
      expect(await changed(path, () => rm(path))).toMatchObject(invalid);
    });

    it('when a file is changed or missing', async () => {
      const path = pathInBackup(backup, hash);
      expect(await changed(path, () => writeFile(path, 'other'))).toMatchObject({ code: 'BACKUP_INVALID' });
      expect(await changed(path, () => rm(path))).toMatchObject({ code: 'BACKUP_INVALID' });
    });

    it('when its manifest is cut or changed, or there is none', async () => {
      const path = join(backup, 'manifest.json');
      expect(await changed(path, () => truncate(path, 100))).toMatchObject({ code: 'BACKUP_INVALID' });
      expect(
        await changed(path, async () => writeFile(path, (await readFile(path, 'utf8')).replace('"pglite"', '"postgres"'))),
      ).toMatchObject({ code: 'BACKUP_INVALID' });
      expect(await changed(path, () => rm(path))).toMatchObject({ code: 'FILE_NOT_FOUND' });
    });

    it('when a newer version made it', async () => {
      const path = join(backup, 'manifest.json');
      const manifest = await readManifest(backup);
      const migrations = [...manifest.migrations, { name: '9999_later', sha256: '0'.repeat(64) }];
      expect(await changed(path, () => writeManifest(backup, { ...manifest, migrations }))).toMatchObject({
        code: 'BACKUP_TOO_NEW',
        message: expect.stringContaining('9999_later'),
      });
      expect(await changed(path, async () => writeFile(path, JSON.stringify({ content: { format: 2 }, sha256: '' })))).toMatchObject({
        code: 'BACKUP_TOO_NEW',
      });
    });

    it('when the installation is in use', async () => {
      const inUse = await pglite.makePlace();
      await fill(inUse);
      await using storage = await storageOf(inUse);
      await expect(restore({ folder: backup, place: inUse, storage })).rejects.toMatchObject({ code: 'RESTORE_NOT_EMPTY' });
      await using _server = await openDatabase(inUse);
      await expect(restore({ folder: backup, place: inUse, storage })).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
    });
  });

  it.each(columns)('that was broken off on its way into $name keeps the server from starting until it is done again', async (column) => {
    const source = await pglite.makePlace();
    await fill(source);
    const backup = newFolder();
    await using sourceStorage = await storageOf(source);
    const { rows } = await backUp({ folder: backup, place: source, storage: sourceStorage });
    const target = await column.makePlace();
    await using storage = await storageOf(target);
    const stop = new AbortController();
    const progress = (text: string) => text === 'writing rows' && stop.abort();
    await expect(restore({ folder: backup, place: target, storage, signal: stop.signal, progress })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(() => requireFinishedRestore(target.dataDir)).toThrow(expect.objectContaining({ code: 'RESTORE_UNFINISHED' }));
    // As a power cut leaves it in the last moment: all rows are there, and so is the mark.
    if (column.name === 'PostgreSQL') {
      expect(await restore({ folder: backup, place: target, storage })).toMatchObject({ rows });
      await markRestore(target.dataDir, backup);
    }
    expect(await restore({ folder: backup, place: target, storage })).toMatchObject({ rows });
    requireFinishedRestore(target.dataDir);
  });
});
