import { existsSync, readFileSync } from 'node:fs';
import { copyFile, link, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installTinyModel, redCarPhoto, samplesFolder, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineOptions } from '../../engine/index.ts';
import { describeModel } from '../../engine/models/index.ts';
import { inspectImage } from '../../imaging/index.ts';
import { providerConformance } from '../conformance.ts';
import { createLocalProvider } from './provider.ts';

let folder: TemporaryFolder;
let options: EngineOptions;
beforeAll(async () => {
  folder = await temporaryFolder();
  options = await installTinyModel(folder.path);
});
afterAll(() => folder[Symbol.asyncDispose]());

const photo = redCarPhoto();

describe('the local provider with a tiny model', () => {
  for (const check of providerConformance({ create: () => createLocalProvider(options), photo })) it(check.title, check.run);

  it('names the file that it read, and saves beside it but never over it', async () => {
    await using local = createLocalProvider(options);
    const path = join(folder.path, 'car.png');
    await writeFile(path, photo);
    for (const image of [path, pathToFileURL(path)]) {
      const cutout = await local.removeBackground({ image });
      expect(cutout.input.path).toBe(path);
      await link(path, join(folder.path, 'hard.png'));
      await symlink(path, join(folder.path, 'soft.png'));
      for (const name of ['car.png', './car.png', 'hard.png', 'soft.png']) {
        await expect(cutout.save(join(folder.path, name))).rejects.toMatchObject({ code: 'WOULD_OVERWRITE_SOURCE' });
      }
      expect(Buffer.compare(await readFile(path), photo)).toBe(0);
      await rm(join(folder.path, 'hard.png'));
      await rm(join(folder.path, 'soft.png'));
      const saved = join(folder.path, 'cutout.png');
      await cutout.save(saved);
      expect(Buffer.compare(await readFile(saved), cutout.bytes)).toBe(0);
    }
  });

  it('gives the cutout once more, small, where that is asked for', async () => {
    await using local = createLocalProvider(options);
    const { preview } = await local.removeBackground({ image: photo, previewWidthPx: 64 });
    if (preview === undefined) throw new TypeError('there is no preview');
    const { type, hasAlpha, ...size } = inspectImage(preview.bytes);
    expect({ type, hasAlpha, widthPx: size.widthPx, heightPx: size.heightPx }).toEqual({
      ...{ type: 'webp', hasAlpha: true, widthPx: 64, heightPx: preview.heightPx },
    });
    expect(preview).toMatchObject({ widthPx: 64 });
    expect((await local.removeBackground({ image: photo })).preview).toBeUndefined();
    await expect(local.removeBackground({ image: photo, previewWidthPx: 3 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('keeps an engine for each model that is asked for', async () => {
    const other = await installTinyModel(folder.path, { name: 'tiny-2', sidePx: 96 });
    await using local = createLocalProvider({ ...options, dataDir: other.dataDir });
    const models = await Promise.all(
      ['tiny', 'tiny-2', undefined].map(async (model) => (await local.removeBackground({ image: photo, model })).model),
    );
    expect(models).toEqual(['tiny', 'tiny-2', 'tiny']);
  });

  it('loads its model before the first photo when it is asked to, and says so when it has none', async () => {
    await using local = createLocalProvider(options);
    await local.warm();
    await expect(local.warm({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    const empty = join(folder.path, 'nothing');
    await using bare = createLocalProvider({ model: 'none-such', dataDir: empty, cacheDir: empty });
    await expect(bare.warm()).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });

  it('tells what is wrong with it instead of throwing', async () => {
    const empty = join(folder.path, 'empty');
    await using unknown = createLocalProvider({ model: 'none-such', dataDir: empty, cacheDir: empty });
    expect(await unknown.health()).toMatchObject({ state: 'unavailable', hint: expect.stringContaining('isnet') });

    const bare = join(folder.path, 'bare');
    await mkdir(join(bare, 'models', 'tiny'), { recursive: true });
    await copyFile(join(folder.path, 'data', 'models', 'tiny', 'manifest.json'), join(bare, 'models', 'tiny', 'manifest.json'));
    await using absent = createLocalProvider({ ...options, dataDir: bare });
    expect(await absent.health()).toMatchObject({ state: 'unavailable', hint: 'Run: forecourt models add tiny' });

    const closed = createLocalProvider(options);
    await closed.close();
    expect(await closed.health()).toMatchObject({ state: 'unavailable' });
  });

  it('is not made with wrong options', () => {
    expect(() => createLocalProvider({ threads: -1 })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

const sample = join(samplesFolder, 'stills', 'hatchback-red-street-front-left.jpg');
const real = await describeModel({ model: 'isnet' });
const missing =
  real.weights === undefined ? 'the weights of isnet are not on this machine' : existsSync(sample) ? undefined : `there is no ${sample}`;

describe.skipIf(missing !== undefined)(`the local provider with isnet${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  it('cuts a car out of a sample photo', async () => {
    await using local = createLocalProvider({ model: 'isnet' });
    const cutout = await local.removeBackground({ image: readFileSync(sample) });
    expect(cutout.model).toBe('isnet');
    expect(cutout.report.verdict).not.toBe('reject');
    expect(cutout.report.defects.map(({ code }) => code)).not.toContain('EMPTY_CUTOUT');
  });
});
