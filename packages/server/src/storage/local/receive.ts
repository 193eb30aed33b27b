import { createHash, type Hash } from 'node:crypto';
import { copyFile, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { makeFolder, readError, syncFolder, temporaryName, writeError } from '@forecourt/sdk/files';
import { stoppable } from '../stoppable.ts';
import type { PutOptions, StorageInput, StoredFile } from '../storage.ts';

interface Places extends PutOptions {
  readonly root: string;
  /** On the same file system as the root, so that a rename is one step. */
  readonly incoming: string;
  readonly folderOf: (sha256: string) => string;
}

/** Brings a file to the place that its content names: hashed, synced, then renamed. On failure nothing stays but the caller's own path. */
export async function receiveFile(file: StorageInput, places: Places): Promise<StoredFile> {
  throwIfAborted(places.signal);
  if ('path' in file) return receivePath(file.path, places);
  const temporary = join(places.incoming, temporaryName());
  try {
    const stored = await write(temporary, file instanceof Uint8Array ? [file] : file, places);
    checkExpected(stored.sha256, places);
    await settle(temporary, stored, places);
    return stored;
  } catch (error) {
    // The first failure is the one to tell; what cannot be removed now goes as stale at the next start.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(error, places.incoming);
  }
}

async function receivePath(path: string, places: Places): Promise<StoredFile> {
  const stored = await syncAndHash(path, places);
  checkExpected(stored.sha256, places);
  try {
    await settle(path, stored, places);
  } catch (error) {
    if (!isAcrossDevices(error)) throw writeError(error, places.root);
    const temporary = join(places.incoming, temporaryName());
    try {
      await copyFile(path, temporary);
      await sync(temporary);
      await settle(temporary, stored, places);
    } catch (failure) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw writeError(failure, places.incoming);
    }
    await rm(path, { force: true });
  }
  return stored;
}

/** Renames into place. A file of the same name has the same content, unless the disk lost some of it: then it is replaced too. */
async function settle(from: string, { sha256, bytes }: StoredFile, { root, folderOf }: Places): Promise<void> {
  const folder = folderOf(sha256);
  const place = join(folder, sha256);
  const existing = await stat(place).catch(() => undefined);
  if (existing?.size === bytes) {
    await rm(from, { force: true });
    // Whoever brought it first may not have come to its sync yet, and our caller relies on it from now on.
    await syncFolder(folder);
    return;
  }
  if (existing === undefined && (await stat(folder).catch(() => undefined)) === undefined) {
    await makeFolder(folder);
    await syncFolder(join(folder, '..'));
    await syncFolder(root);
  }
  await rename(from, place);
  await syncFolder(folder);
}

async function write(path: string, content: readonly Uint8Array[] | ReadableStream<Uint8Array>, { signal }: Places): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(path, 'wx', 0o644);
  try {
    for await (const piece of content instanceof ReadableStream ? stoppable(content, signal) : content) {
      hash.update(piece);
      bytes += piece.byteLength;
      await handle.writeFile(piece);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function syncAndHash(path: string, { signal, sha256, isVerified }: Places): Promise<StoredFile> {
  const handle = await open(path, 'r+').catch((error: unknown) => {
    throw readError(error, path);
  });
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new ForecourtError('FILE_NOT_READABLE', `${path} is not a file.`);
    await handle.sync();
    if (isVerified && sha256 !== undefined) return { sha256, bytes: status.size };
    const hash = createHash('sha256');
    const bytes = await hashAll(handle, hash, signal);
    return { sha256: hash.digest('hex'), bytes };
  } catch (error) {
    throw readError(error, path);
  } finally {
    await handle.close();
  }
}

async function hashAll(handle: FileHandle, hash: Hash, signal: AbortSignal | undefined): Promise<number> {
  const piece = Buffer.allocUnsafe(1024 * 1024);
  for (let position = 0; ; ) {
    throwIfAborted(signal);
    const { bytesRead } = await handle.read(piece, 0, piece.length, position);
    if (bytesRead === 0) return position;
    hash.update(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function checkExpected(actual: string, { sha256 }: Places): void {
  if (sha256 === undefined || sha256 === actual) return;
  throw new ForecourtError('HASH_MISMATCH', 'The file is not the one that was announced: its SHA-256 is another.', {
    details: { expected: sha256, actual },
  });
}

function isAcrossDevices(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EXDEV';
}
