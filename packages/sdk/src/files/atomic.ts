import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { throwIfAborted } from '@forecourt/errors';
import { readError, writeError } from './errors.ts';
import { moveFile } from './move.ts';

const temporaryPattern = /^\.forecourt-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.part$/;
/** A process id means something on one machine only, and folders are shared. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** The name of a file that this machine's process `pid` is still writing. */
export function temporaryName(pid: number = process.pid): string {
  return `.forecourt-${machine}-${pid}-${randomBytes(6).toString('hex')}.part`;
}

/**
 * Writes a file so that others see all of it or none: beside its place, synced, then renamed over it. After a power cut
 * the old file or the new one is there, never a half. On any failure and on abort nothing stays behind.
 *
 * @param content the file's bytes, whole or in parts.
 * @param mode who may read and write it: 0o600 for a secret.
 * @throws DISK_FULL, OUTPUT_NOT_WRITABLE, OUTPUT_NAME_INVALID, STORAGE_FAILED, ABORTED
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | readonly Uint8Array[],
  { signal, mode = 0o644 }: { signal?: AbortSignal | undefined; mode?: number | undefined } = {},
): Promise<void> {
  throwIfAborted(signal);
  const folder = dirname(path);
  const temporary = join(folder, temporaryName());
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      for (const part of content instanceof Uint8Array ? [content] : content) await file.writeFile(part, { signal });
      await file.sync();
    } finally {
      await file.close();
    }
    await moveFile(temporary, path);
  } catch (error) {
    // The first failure is the one to tell; what cannot be removed now goes as stale later.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(error, path);
  }
  await syncFolder(folder);
}

/**
 * Removes temporary files that a process of this machine left behind when it was killed in the middle of a write. Those of
 * processes that live, and of other machines, are let be.
 *
 * @returns the names that were removed.
 */
export async function removeStaleTemporaries(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw readError(error, folder);
  });
  const stale: string[] = [];
  for (const name of names) if (await isStale(folder, name)) stale.push(name);
  await Promise.all(stale.map((name) => rm(join(folder, basename(name)), { force: true })));
  return stale;
}

async function isStale(folder: string, name: string): Promise<boolean> {
  const [, owner, pid] = temporaryPattern.exec(name) ?? [];
  if (owner !== machine || pid === undefined) return false;
  if (Number(pid) !== process.pid) return !isAlive(Number(pid));
  // Containers give the same number again: what is older than this process is not its own.
  const written = await stat(join(folder, name)).catch(() => undefined);
  return written !== undefined && written.mtimeMs < performance.timeOrigin;
}

/** Makes a rename survive a power cut as well. Not every file system can sync a folder; the file's own bytes are safe then too. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    // EACCES: a folder that one may write into but not list.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EACCES') throw writeError(error, folder);
  } finally {
    await handle?.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
