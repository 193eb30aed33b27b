import { constants } from 'node:fs';
import { access, open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, removeStaleTemporaries, writeError } from '@forecourt/sdk/files';
import { checkDerivedName, checkHash, isDerivedName, isHash } from '../names.ts';
import type { Storage } from '../storage.ts';
import { createDerived } from './derived.ts';
import { listFolder, removeOlder } from './list-folder.ts';
import { readStream } from './read-stream.ts';
import { receiveFile } from './receive.ts';

/** Less than this, and the next photo does not fit. */
const leastFreeBytes = 16_000_000;

/**
 * Keeps files in a folder of this machine: `assets/ab/cd/<sha256>`, and what is derived from them in `derived/ab/cd`. Several
 * processes may use one folder. What a killed process left half written is removed when the next one starts.
 *
 * @example
 * await using storage = await createLocalStorage({ folder: '/var/lib/forecourt' });
 * const { sha256 } = await storage.put({ path: 'upload.part' });
 *
 * @throws OUTPUT_NOT_WRITABLE, DISK_FULL
 */
export async function createLocalStorage({ folder }: { readonly folder: string }): Promise<Storage> {
  const assets = join(folder, 'assets');
  const incoming = join(assets, 'incoming');
  await makeFolder(incoming);
  await removeStaleTemporaries(incoming);
  const derivedFolder = join(folder, 'derived');
  const derived = createDerived(derivedFolder);

  const folderOf = (sha256: string) => join(assets, sha256.slice(0, 2), sha256.slice(2, 4));
  const pathOf = (sha256: string) => join(folderOf(checkHash(sha256)), sha256);
  const sizeOf = async (sha256: string): Promise<number | undefined> => {
    try {
      return (await stat(pathOf(sha256))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw ForecourtError.from(error, 'STORAGE_FAILED', `Could not look for ${sha256}`);
    }
  };
  const close = () => Promise.resolve();

  return {
    async put(file, options = {}) {
      if (options.sha256 !== undefined) checkHash(options.sha256);
      return receiveFile(file, { ...options, root: assets, incoming, folderOf });
    },
    has: async (sha256) => (await sizeOf(sha256)) !== undefined,
    async size(sha256) {
      return (await sizeOf(sha256)) ?? notFound(sha256);
    },
    async read(sha256, range) {
      const file = await open(pathOf(sha256), 'r').catch((error: unknown) => {
        if (isMissing(error)) return notFound(sha256);
        throw ForecourtError.from(error, 'STORAGE_FAILED', `Could not read ${sha256}`);
      });
      return readStream(file, range);
    },
    async path(sha256) {
      const path = pathOf(sha256);
      await access(path, constants.R_OK).catch((error: unknown) => {
        if (isMissing(error)) return notFound(sha256);
        throw ForecourtError.from(error, 'STORAGE_FAILED', `Could not read ${sha256}`);
      });
      return path;
    },
    async delete(sha256) {
      await rm(pathOf(sha256), { force: true }).catch((error: unknown) => {
        throw writeError(error, sha256);
      });
      await derived.forget(sha256);
    },
    async *list({ after = '', signal } = {}) {
      for await (const { name, ...facts } of listFolder(assets, { after, signal })) if (isHash(name)) yield { sha256: name, ...facts };
    },
    derived: (name, make) => derived.get(checkDerivedName(name), make),
    async *listDerived({ signal } = {}) {
      for await (const file of listFolder(derivedFolder, { after: '', signal })) if (isDerivedName(file.name)) yield file;
    },
    removeDerived: async (name) => derived.remove(checkDerivedName(name)),
    removeTemporary: ({ before }) => removeOlder(incoming, before),
    async check() {
      try {
        await access(incoming, constants.W_OK);
        const { bavail, bsize } = await statfs(incoming);
        if (bavail * bsize < leastFreeBytes) throw new ForecourtError('DISK_FULL', `The disk under ${folder} is full.`);
      } catch (error) {
        throw writeError(error, incoming);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function notFound(sha256: string): never {
  throw new ForecourtError('NOT_FOUND', `No file is kept under ${sha256}.`, { details: { sha256 } });
}
