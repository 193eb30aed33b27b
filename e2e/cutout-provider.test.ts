import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutoutSummarySchema } from '@forecourt/sdk/contract';
import { inspectImage } from '@forecourt/sdk/imaging';
import {
  installTinyModel,
  type ReplicateEmulator,
  redCarPhoto,
  startReplicateEmulator,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forecourt, objects } from './forecourt.ts';

let folder: TemporaryFolder;
let emulator: ReplicateEmulator;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  emulator = await startReplicateEmulator();
  const { dataDir, cacheDir } = await installTinyModel(folder.path);
  // A machine whose model was never fetched.
  const place = join(dataDir, 'models', 'tiny');
  for (const name of await readdir(place)) if (name.endsWith('.onnx')) await rm(join(place, name));
  env = {
    ...{ FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: 'tiny' },
    ...{ FORECOURT_REPLICATE_TOKEN: emulator.token, FORECOURT_REPLICATE_URL: emulator.baseUrl },
  };
  await writeFile(join(folder.path, 'car.png'), redCarPhoto());
});
afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const run = (args: readonly string[]) => forecourt(['cutout', 'car.png', ...args], { cwd: folder.path, env });

describe('forecourt cutout --provider', () => {
  it('has Replicate make the cutout, and says what that cost', async () => {
    const { code, out } = await run(['-o', 'paid.webp', '--provider', 'replicate']);
    expect(code).toBe(0);
    expect(out).toMatch(/ s · \$0\.0006\n$/);
    expect(inspectImage(await readFile(join(folder.path, 'paid.webp')))).toMatchObject({ type: 'webp', widthPx: 320, hasAlpha: true });
  });

  it('asks Replicate by way of the router for what the engine of this machine could not do', async () => {
    const { code, out } = await run(['-o', 'routed.png', '--provider', 'router', '--json']);
    expect(code).toBe(0);
    const [result] = objects(out);
    expect(cutoutSummarySchema.parse(result).costUsd).toBeCloseTo(0.000_563, 6);
    expect(result).toMatchObject({
      provider: 'replicate',
      route: {
        attempts: [
          expect.objectContaining({ provider: 'local', code: 'MODEL_NOT_INSTALLED' }),
          expect.objectContaining({ outcome: 'done' }),
        ],
      },
    });
  });

  it('says which setting is missing', async () => {
    const { FORECOURT_REPLICATE_TOKEN, ...rest } = env;
    expect(FORECOURT_REPLICATE_TOKEN).toBe(emulator.token);
    const { code, errors } = await forecourt(['cutout', 'car.png', '--provider', 'replicate'], { cwd: folder.path, env: rest });
    expect(code).not.toBe(0);
    expect(errors).toContain('FORECOURT_REPLICATE_TOKEN');
  });
});
