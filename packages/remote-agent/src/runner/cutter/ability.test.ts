import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installTinyModel, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abilityOf } from './ability.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('a computer', () => {
  it('says that it cuts while its engine has weights and parts, and not a moment longer', async () => {
    const engine = await installTinyModel(folder.path);
    expect(await abilityOf({ engine })).toEqual(['removeBackground']);
    expect(await abilityOf({ engine, packages: ['sharp', 'none-such'] })).toEqual([]);
    expect(await abilityOf({ engine: { ...engine, model: 'none-such' } })).toEqual([]);
    await rm(join(engine.dataDir, 'models', 'tiny'), { recursive: true });
    expect(await abilityOf({ engine })).toEqual([]);
  });

  it('with a program of its own needs that program, and no engine', async () => {
    const engine = { model: 'none-such', dataDir: folder.path, cacheDir: folder.path };
    expect(await abilityOf({ engine, tool: { program: process.execPath } })).toEqual(['removeBackground']);
    expect(await abilityOf({ engine, tool: { program: join(folder.path, 'gone') } })).toEqual([]);
  });
});
