import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, readError, writeFileAtomically } from '../../files/index.ts';
import { type KeptUpload, keptUploadSchema, type UploadStorage } from '../storage.ts';
import { fileSource } from './file-source.ts';

/**
 * Keeps uploads in a folder, one small file each, written whole or not at all: `uploader.restore()` of the next process goes on with
 * them. Nothing has to be unlocked after an abrupt end.
 */
export function folderStorage(folder: string): UploadStorage {
  const pathOf = (id: string) => {
    if (!/^[0-9a-f]{32}$/.test(id)) throw new ForecourtError('INVALID_INPUT', 'An upload is named by 32 hexadecimal digits.');
    return join(folder, `${id}.json`);
  };

  async function read(path: string): Promise<KeptUpload | undefined> {
    try {
      return keptUploadSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
    } catch (error) {
      // Removed meanwhile, or of another version: nothing that could go on.
      if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
      throw readError(error, path);
    }
  }

  // What is said later about an upload has to stand later too: two writes at the same time end in any order.
  const lastWrites = new Map<string, Promise<void>>();
  function inOrder(id: string, write: () => Promise<void>): Promise<void> {
    const writing = (lastWrites.get(id) ?? Promise.resolve()).then(write, write);
    lastWrites.set(id, writing);
    const forget = () => {
      if (lastWrites.get(id) === writing) lastWrites.delete(id);
    };
    writing.then(forget, forget);
    return writing;
  }

  return {
    async list() {
      await makeFolder(folder);
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
      const all = await Promise.all(names.map((name) => read(join(folder, name))));
      return all.filter((upload) => upload !== undefined).sort((one, other) => one.addedAt - other.addedAt);
    },
    get: (id) => read(pathOf(id)),
    async put(upload) {
      const path = pathOf(upload.id);
      await inOrder(upload.id, async () => {
        await makeFolder(folder);
        await writeFileAtomically(path, Buffer.from(JSON.stringify(upload)));
      });
    },
    delete: (id) => inOrder(id, () => rm(pathOf(id), { force: true })),
    async open({ file, name }) {
      if (file.kind === 'path' && file.path !== '') return fileSource(file.path);
      throw new ForecourtError('FILE_NOT_FOUND', `${name} was not kept by path.`);
    },
  };
}
