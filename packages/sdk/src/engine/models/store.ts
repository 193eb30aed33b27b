import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { makeFolder, writeFileAtomically } from '../../files/index.ts';
import { catalogue } from './catalogue.ts';
import { type ModelManifest, modelNameSchema, parseManifest } from './manifest.ts';

/** What was agreed to when a model was installed. */
const acknowledgementSchema = z.object({ licence: z.string(), at: z.iso.datetime() });

/**
 * The folder of installed models: `<dataDir>/models/<name>/` holds a manifest, its weights named by their SHA-256 and,
 * where the licence asks for one, the acknowledgement.
 */
export class ModelStore {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'models');
  }

  /** All models that can be named: installed ones, then those of the catalogue. */
  async list(): Promise<ModelManifest[]> {
    const names = await readdir(this.#folder).catch(absent([]));
    const installed = (await Promise.all(names.map((name) => this.#readManifest(name)))).filter((manifest) => manifest !== undefined);
    const taken = new Set(installed.map((manifest) => manifest.name));
    return [...installed, ...catalogue.filter((manifest) => !taken.has(manifest.name))];
  }

  /** @throws MODEL_UNKNOWN naming the known ones. */
  async manifest(name: string): Promise<ModelManifest> {
    // Only this one is read: a broken manifest of another model is no reason to fail.
    const found = modelNameSchema.safeParse(name).success
      ? ((await this.#readManifest(name)) ?? catalogue.find((manifest) => manifest.name === name))
      : undefined;
    if (found) return found;
    const known = (await this.list()).map((manifest) => manifest.name);
    throw new ForecourtError('MODEL_UNKNOWN', `There is no model named ${JSON.stringify(name)}.`, {
      hint: `Known models: ${known.join(', ')}.`,
    });
  }

  weightsPath(manifest: ModelManifest): string {
    return join(this.#folder, manifest.name, `${manifest.file.sha256}.onnx`);
  }

  async hasWeights(manifest: ModelManifest): Promise<boolean> {
    return (await stat(this.weightsPath(manifest)).catch(absent(undefined)))?.size === manifest.file.bytes;
  }

  async save(manifest: ModelManifest): Promise<void> {
    const folder = join(this.#folder, manifest.name);
    await makeFolder(folder);
    await writeFileAtomically(join(folder, 'manifest.json'), Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { recursive: true, force: true });
  }

  /** Notes that the person who installs it read and accepted the licence. */
  async acknowledge(manifest: ModelManifest, at: Date): Promise<void> {
    const folder = join(this.#folder, manifest.name);
    await makeFolder(folder);
    const note = { licence: manifest.licence.spdx, at: at.toISOString() };
    await writeFileAtomically(join(folder, 'licence-accepted.json'), Buffer.from(`${JSON.stringify(note)}\n`));
  }

  /**
   * @throws MODEL_LICENCE_NOT_ACKNOWLEDGED for a model that may not be used commercially and whose present licence
   * nobody accepted.
   */
  async requireAcknowledgement(manifest: ModelManifest): Promise<void> {
    if (manifest.licence.commercialUse) return;
    const path = join(this.#folder, manifest.name, 'licence-accepted.json');
    const text = await readFile(path, 'utf8').catch(absent(undefined));
    const note = text === undefined ? undefined : acknowledgementSchema.safeParse(readJson(text, path)).data;
    if (note?.licence === manifest.licence.spdx) return;
    throw new ForecourtError(
      'MODEL_LICENCE_NOT_ACKNOWLEDGED',
      `${manifest.title} is licensed ${manifest.licence.spdx}, which does not allow commercial use.`,
      { hint: `Read ${manifest.licence.url ?? 'its licence'}, then run: forecourt models add ${manifest.name} --accept-licence` },
    );
  }

  async #readManifest(name: string): Promise<ModelManifest | undefined> {
    const path = join(this.#folder, name, 'manifest.json');
    const text = await readFile(path, 'utf8').catch(absent(undefined));
    if (text === undefined) return undefined;
    const manifest = parseManifest(readJson(text, path), path);
    if (manifest.name === name) return manifest;
    throw new ForecourtError('MODEL_INVALID', `The manifest ${path} names ${manifest.name}, which is not the name of its folder.`);
  }
}

/** SHA-256 of a file as hex, read as a stream. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** For `catch`: what is not there counts as `value`; anything else that went wrong stays an error. */
export function absent<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return value;
    throw error;
  };
}

function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ForecourtError('MODEL_INVALID', `${path} is not JSON.`, { cause: error });
  }
}
