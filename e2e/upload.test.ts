import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@forecourt/sdk/client';
import {
  installTinyModel,
  makeKey,
  type Passing,
  redCarPhoto,
  type ServerProcess,
  startServer,
  startTcpProxy,
  type TcpProxy,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forecourt, objects, start } from './forecourt.ts';

let home: TemporaryFolder;
let server: ServerProcess;
let network: TcpProxy;
/** Bytes to the server by connection: what a process had sent can still be on its way when the process is gone. */
const sentBy = new Map<number, number>();
let key: string;
beforeAll(async () => {
  home = await temporaryFolder();
  const { dataDir, cacheDir, model } = await installTinyModel(home.path);
  server = await startServer({ FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: model });
  const heard = ({ direction, connection, bytes }: Passing) => {
    if (direction === 'up') sentBy.set(connection, (sentBy.get(connection) ?? 0) + bytes.byteLength);
  };
  network = await startTcpProxy({ target: server.port, heard });
  key = await makeKey(server.url);
});
afterAll(async () => {
  await network[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

/** A machine of its own for each test: photos in its working folder, what it keeps elsewhere. */
let cwd: string;
let env: Record<string, string>;
let count = 0;
beforeEach(async () => {
  const machine = join(home.path, `machine-${++count}`);
  cwd = join(machine, 'work');
  await mkdir(join(cwd, 'photos'), { recursive: true });
  env = { FORECOURT_DATA_DIR: join(machine, 'data'), FORECOURT_SERVER_URL: `http://127.0.0.1:${network.port}`, FORECOURT_SERVER_KEY: key };
});
const upload = (args: readonly string[], changes: Record<string, string> = {}) =>
  forecourt(['upload', ...args, '--json'], { cwd, env: { ...env, ...changes } });
const photo = (seed: number, sidePx = 320) => redCarPhoto({ seed, widthPx: sidePx, heightPx: sidePx });
const codes = (text: string) => objects(text).map(({ code }) => code);

describe('forecourt upload', () => {
  it('sends a folder to a vehicle that it makes, tells each photo in order, and sends nothing twice', async () => {
    for (const name of ['2.png', '10.png', '1.png']) await writeFile(join(cwd, 'photos', name), photo(Number.parseInt(name, 10)));
    const first = await upload(['photos', '--vehicle', 'UP-1', '--create', 'Volvo/V60']);
    expect(first).toMatchObject({ code: 0, errors: '' });
    const told = objects(first.out);
    expect(told.map(({ input }) => input)).toEqual(['1', '2', '10'].map((name) => ({ path: join(cwd, 'photos', `${name}.png`) })));
    const again = await upload(['photos', '--vehicle', 'up-1']);
    expect(again).toMatchObject({ code: 0, errors: '' });
    const ids = (lines: typeof told) =>
      lines.map(({ photo }) => photo).map((one) => one && typeof one === 'object' && 'id' in one && one.id);
    expect(ids(objects(again.out))).toEqual(ids(told));
    const client = createClient({ url: server.url, key });
    const { items } = await client.vehicles.list({ search: 'UP-1' }).page();
    expect(items).toMatchObject([{ make: 'Volvo', model: 'V60', stockNumber: 'UP-1' }]);
  });

  it('goes on behind a file that is no photo, and says which it was', async () => {
    await writeFile(join(cwd, 'car.png'), photo(20));
    await writeFile(join(cwd, 'notes.png'), 'no picture at all, only words');
    const { code, out, errors } = await upload(['notes.png', 'missing.png', 'car.png', '--vehicle', 'UP-2', '--create', 'Seat/Ibiza']);
    expect(code).toBe(1);
    expect(objects(out)).toMatchObject([{ input: { path: join(cwd, 'car.png') } }]);
    expect(codes(errors)).toEqual(['UNSUPPORTED_TYPE', 'FILE_NOT_FOUND']);
  });

  it('says what is missing before it sends anything', async () => {
    await writeFile(join(cwd, 'car.png'), photo(30));
    const outcomes = await Promise.all([
      upload(['car.png', '--vehicle', 'UP-3'], { FORECOURT_SERVER_URL: '' }),
      upload(['car.png', '--vehicle', 'UP-3'], { FORECOURT_SERVER_KEY: 'fck_wrong' }),
      upload(['car.png', '--vehicle', 'UP-3']),
      upload(['car.png', '--vehicle', 'UP-3', '--create', 'Volvo']),
      upload(['car.png']),
    ]);
    expect(outcomes.map(({ code, errors }) => [code, ...codes(errors)])).toEqual([
      [2, 'INVALID_INPUT'],
      [1, 'UNAUTHENTICATED'],
      [1, 'NOT_FOUND'],
      [2, 'INVALID_INPUT'],
      [2, 'INVALID_INPUT'],
    ]);
  });

  it('goes on where it was after Ctrl-C', async () => {
    const bytes = photo(40, 2600);
    await writeFile(join(cwd, 'large.png'), bytes);
    const args = ['upload', 'large.png', '--vehicle', 'UP-4', '--create', 'Audi/A4', '--json'];
    using _slow = network.delay(20);
    const before = network.sentBytes;
    const running = start(args, { cwd, env });
    while (network.sentBytes - before < bytes.byteLength / 2) await new Promise((tick) => setImmediate(tick));
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 130, out: '' });
    const lastOfFirst = network.connections;
    const second = await forecourt(args, { cwd, env });
    expect(second).toMatchObject({ code: 0, errors: '' });
    const sentSecond = [...sentBy].reduce((sum, [connection, sent]) => sum + (connection > lastOfFirst ? sent : 0), 0);
    // The first chunk, of 1 MB, and all that followed it but the one that was cut.
    expect(sentSecond).toBeLessThan(bytes.byteLength - (1 << 20) + 50_000);
    expect(objects(second.out)).toMatchObject([{ photo: { name: 'large.png', asset: { bytes: bytes.byteLength } } }]);
  });
});

describe('forecourt sync', () => {
  const sync = (args: readonly string[]) => forecourt(['sync', ...args, '--json'], { cwd, env });

  it('keeps a folder in step once and then again, and says what keeps a photo back', async () => {
    await mkdir(join(cwd, 'photos', 'SY-1'));
    await writeFile(join(cwd, 'photos', 'SY-1', 'front.png'), photo(31));
    await writeFile(join(cwd, 'photos', 'SY-1', 'half.png'), photo(32).subarray(0, 2000));
    const all = ['photos', '--by-subfolder', '--create', 'Skoda/Octavia', '--results', 'cutouts', '--once'];
    const first = await sync(all);
    expect(codes(first.errors)).toEqual(['TRUNCATED']);
    expect([first.code, ...objects(first.out)]).toMatchObject([1, { type: 'sent', path: 'SY-1/front.png' }, { report: { sent: 1 } }]);
    await writeFile(join(cwd, 'photos', 'SY-1', 'half.png'), photo(32));
    const second = await sync(all);
    expect(second).toMatchObject({ code: 0, errors: '' });
    const client = createClient({ url: server.url, key });
    const [vehicle] = (await client.vehicles.list({ search: 'SY-1' }).page()).items;
    const { items } = await client.photos.list({ vehicleId: vehicle?.id }).page();
    expect(items.map(({ name }) => name)).toEqual(['front.png', 'half.png']);
    expect(objects(second.out).at(-1)).toMatchObject({ report: { files: 2, sent: 2, waiting: 0, problem: null } });
  });

  it('says how it is used', async () => {
    const { code, errors } = await sync(['photos']);
    expect([code, codes(errors)]).toEqual([2, ['INVALID_INPUT']]);
    expect(errors).toContain('--by-subfolder');
  });
});
