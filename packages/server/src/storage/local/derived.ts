import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '@forecourt/sdk/files';

export interface Derived {
  get(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array>;
  /** Removes everything that was derived from a file. */
  forget(sha256: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** A folder of things that can be made again. Whatever goes wrong with it, the thing asked for is made. */
export function createDerived(root: string): Derived {
  const underWay = new Map<string, Promise<Uint8Array>>();
  const folderOf = (name: string) => join(root, name.slice(0, 2), name.slice(2, 4));

  async function readOrMake(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const folder = folderOf(name);
    const path = join(folder, name);
    // Missing or unreadable is the same here: it is made again.
    const kept = await readFile(path).catch(() => undefined);
    if (kept !== undefined && kept.byteLength > 0) return kept;
    const made = await make();
    try {
      await makeFolder(folder);
      await writeFileAtomically(path, made);
    } catch {
      // A full disk must not keep anybody from seeing a picture that was just made.
    }
    return made;
  }

  return {
    remove: (name) => rm(join(folderOf(name), name), { force: true }),
    get(name, make) {
      const running = underWay.get(name);
      if (running !== undefined) return running;
      const started = readOrMake(name, make).finally(() => underWay.delete(name));
      underWay.set(name, started);
      return started;
    },
    async forget(sha256) {
      const folder = folderOf(sha256);
      // No folder: nothing was derived.
      const names = await readdir(folder).catch(() => []);
      await Promise.all(names.filter((name) => name.startsWith(sha256)).map((name) => rm(join(folder, name), { force: true })));
    },
  };
}
