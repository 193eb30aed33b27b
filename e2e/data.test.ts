import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@forecourt/sdk/client';
import { makeKey, redCarPhoto, type ServerProcess, startServer, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forecourt, objects } from './forecourt.ts';

const scopes = ['vehicles:read', 'vehicles:write', 'photos:read', 'photos:write', 'imports:read', 'imports:write'];

let folder: TemporaryFolder;
let server: ServerProcess;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');
  server = await startServer({ FORECOURT_DATA_DIR: dataDir, FORECOURT_SERVER_WORKER: 'no' });
  env = { FORECOURT_DATA_DIR: dataDir, FORECOURT_SERVER_URL: server.url, FORECOURT_SERVER_KEY: await makeKey(server.url, scopes) };
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const run = (...args: string[]) => forecourt([...args, '--json'], { cwd: folder.path, env });
const client = () => createClient({ url: server.url, key: env.FORECOURT_SERVER_KEY });

it('a folder of photos comes in as vehicles with their photos in order, and is taken back', async () => {
  for (const [stockNumber, names] of [
    ['P-1', ['10.png', '2.png', '1.png']],
    ['P-2', ['a.png']],
  ] as const) {
    await mkdir(join(folder.path, 'stock', stockNumber), { recursive: true });
    for (const [seed, name] of names.entries()) {
      await writeFile(join(folder.path, 'stock', stockNumber, name), redCarPhoto({ seed: seed + stockNumber.charCodeAt(2) * 10 }));
    }
  }
  const { code, out, errors } = await run('import', 'stock', '--create', 'Audi/A4');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(objects(out)).toMatchObject([{ import: { created: 2, failed: 0 }, photos: { sent: 4, failed: 0 } }]);
  const [first] = (await client().vehicles.list({ search: 'P-1' }).page()).items;
  const photos = (await client().photos.list({ vehicleId: first?.id }).page()).items;
  expect(photos.map(({ name, job }) => [name, job?.options.priority])).toEqual([
    ['1.png', -10],
    ['2.png', -10],
    ['10.png', -10],
  ]);

  const [{ import: done }] = objects(out) as [{ import: { id: string } }];
  await client().photos.change(photos[0]?.id ?? '', { angle: 'front' });
  const undone = await run('import', done.id, '--undo');
  expect(objects(undone.out)).toMatchObject([{ state: 'undone', undone: 4, kept: 2 }]);
  expect((await client().photos.list({ vehicleId: first?.id }).page()).items.map(({ name }) => name)).toEqual(['1.png']);
});

it('a table is looked at without writing, and then comes in', async () => {
  await writeFile(join(folder.path, 'stock.csv'), 'Stock;Make;Model;Price\nT-1;Audi;A4;1.000,50\nT-2;Audi;A6;much\n');
  const dry = await run('import', 'stock.csv', '--dry-run');
  expect([dry.code, objects(dry.out)]).toMatchObject([1, [{ preview: { goodRows: 1, brokenRows: 1 } }]]);
  expect((await client().vehicles.list({ search: 'T-1' }).page()).items).toEqual([]);
  const { code, out } = await run('import', 'stock.csv', '--currency', 'EUR', '--errors', 'errors.csv');
  expect([code, objects(out)]).toMatchObject([1, [{ import: { created: 1, failed: 1 } }]]);
  expect((await client().vehicles.list({ search: 'T-1' }).page()).items).toMatchObject([{ priceCents: 100_050, currency: 'EUR' }]);
});

it('a back-up of the running server becomes another installation, which starts and has everything', { timeout: 300_000 }, async () => {
  const { items } = await client().vehicles.list().page();
  expect(items.length).toBeGreaterThan(0);
  const made = await run('backup', 'backup', '--with-keys');
  expect({ code: made.code, errors: made.errors }).toEqual({ code: 0, errors: '' });
  const other = { ...env, FORECOURT_DATA_DIR: join(folder.path, 'other') };
  const restored = await forecourt(['restore', 'backup', '--json'], { cwd: folder.path, env: other });
  expect({ code: restored.code, errors: restored.errors }).toEqual({ code: 0, errors: '' });
  // A server makes its key ring when it first needs one, which may be before or after.
  const [report] = objects(made.out);
  expect(objects(restored.out)).toMatchObject([{ hasKeys: report?.hasKeys, hasFiles: true }]);
  const ringOf = (dataDir = '') => readFile(join(dataDir, 'keys.json'), 'utf8').catch(() => undefined);
  expect(await ringOf(other.FORECOURT_DATA_DIR)).toBe(report?.hasKeys ? await ringOf(env.FORECOURT_DATA_DIR) : undefined);
  await using second = await startServer({ FORECOURT_DATA_DIR: other.FORECOURT_DATA_DIR, FORECOURT_SERVER_WORKER: 'no' });
  // The very key of the first opens the second.
  const there = createClient({ url: second.url, key: env.FORECOURT_SERVER_KEY });
  expect((await there.vehicles.list().page()).items).toEqual(items);
  const again = await forecourt(['restore', 'backup', '--json'], { cwd: folder.path, env: other });
  expect(again.code).toBe(1);
  expect(again.errors).toMatch(/RESTORE_NOT_EMPTY|DATA_FOLDER_IN_USE/);
});
