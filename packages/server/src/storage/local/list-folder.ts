import type { Stats } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '@forecourt/errors';
import { readError } from '@forecourt/sdk/files';

export interface ListedPath {
  readonly name: string;
  readonly bytes: number;
  readonly keptAt: Date;
}

/** Folders of the first digits of what is in them. */
const level = /^[0-9a-f]{2}$/;

/** Files in `ab/cd/abcd…` in the order of their names, behind `after`. One folder at a time is in memory. */
export async function* listFolder(
  root: string,
  { after, signal }: { readonly after: string; readonly signal: AbortSignal | undefined },
): AsyncGenerator<ListedPath> {
  for (const first of await sorted(root)) {
    if (!level.test(first) || first < after.slice(0, 2)) continue;
    for (const second of await sorted(join(root, first))) {
      if (!level.test(second) || first + second < after.slice(0, 4)) continue;
      const folder = join(root, first, second);
      for (const name of await sorted(folder)) {
        throwIfAborted(signal);
        if (name <= after) continue;
        const status = await statusOf(join(folder, name));
        if (status?.isFile()) yield { name, bytes: status.size, keptAt: status.mtime };
      }
    }
  }
}

/** Removes files of a folder that were last written before a moment. @returns how many */
export async function removeOlder(folder: string, before: Date): Promise<number> {
  let count = 0;
  for (const name of await sorted(folder)) {
    const path = join(folder, name);
    const status = await statusOf(path);
    if (!status?.isFile() || status.mtime >= before) continue;
    await rm(path, { force: true });
    count++;
  }
  return count;
}

/** The same order as that of the database and of buckets: by code unit. A folder that is not there is empty. */
async function sorted(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    if (isMissing(error)) return [];
    throw readError(error, folder);
  }
}

/** Undefined for what went since its folder was read. */
async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw readError(error, path);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
