import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { makeFolder, writeFileAtomically } from '../../files/index.ts';
import { pruneOutputs } from '../onnx/prune.ts';
import { widenToFloat32 } from '../onnx/widen.ts';
import type { Parts } from '../onnx/wire.ts';
import type { ModelManifest } from './manifest.ts';
import { readWeights } from './sources.ts';
import { absent, hashFile, type ModelStore } from './store.ts';

/** Raise it when a transform changes what it writes: prepared files of older versions are then made anew. */
const transformVersion = 1;

const sealSchema = z.object({ sha256: z.string() });

/**
 * Gives the path of a model that is ready to load: proven, pruned and in single precision as its manifest asks.
 * Done once for each machine and kept in `<cacheDir>/prepared`; a prepared file that was cut or changed is made anew.
 *
 * @throws MODEL_NOT_INSTALLED, MODEL_CORRUPT, MODEL_INVALID, DISK_FULL, OUTPUT_NOT_WRITABLE
 */
export async function prepareModel(manifest: ModelManifest, store: ModelStore, cacheDir: string): Promise<string> {
  const path = preparedPath(manifest, cacheDir);
  if (await isSound(path)) return path;

  const weights = await readWeights(manifest, store);
  const prepared = transform([weights], manifest);
  const hash = createHash('sha256');
  for (const part of prepared) hash.update(part);
  await makeFolder(join(cacheDir, 'prepared'));
  await writeFileAtomically(path, prepared);
  await writeFileAtomically(sealPath(path), [Buffer.from(JSON.stringify({ sha256: hash.digest('hex') }))]);
  return path;
}

export function preparedPath(manifest: ModelManifest, cacheDir: string): string {
  const { keepOutputs, widenToFloat32: widen } = manifest.transforms;
  const name = `${manifest.file.sha256.slice(0, 16)}-v${transformVersion}-o${keepOutputs ?? 'all'}${widen ? '-f32' : ''}.onnx`;
  return join(cacheDir, 'prepared', name);
}

/** Whether a prepared model is there and is what was written. */
export async function isSound(path: string): Promise<boolean> {
  const seal = await readFile(sealPath(path), 'utf8').catch(absent(undefined));
  const expected = seal === undefined ? undefined : sealSchema.safeParse(parsed(seal)).data?.sha256;
  if (expected === undefined) return false;
  return (await hashFile(path).catch(absent(undefined))) === expected;
}

function transform(weights: Parts, manifest: ModelManifest): Parts {
  try {
    const { keepOutputs, widenToFloat32: widen } = manifest.transforms;
    const pruned = keepOutputs === undefined ? weights : pruneOutputs(weights, keepOutputs);
    return widen ? widenToFloat32(pruned) : pruned;
  } catch (error) {
    throw ForecourtError.from(error, 'MODEL_INVALID', `The weights of ${manifest.name} are no ONNX model`);
  }
}

function sealPath(path: string): string {
  return `${path}.json`;
}

/** A seal that a crash left half is no seal. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
