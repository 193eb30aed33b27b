import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { makeFolder, readError, temporaryName, writeError } from '@forecourt/sdk/files';
import { stoppable } from '../stoppable.ts';
import type { StoredFile } from '../storage.ts';

const pieceBytes = 1024 * 1024;

/** The pieces of a file on this machine, read as they are wanted. @throws FILE_NOT_FOUND, FILE_NOT_READABLE, STORAGE_FAILED */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) yield piece;
  } catch (error) {
    throw readError(error, path);
  }
}

/** @throws FILE_NOT_FOUND, FILE_NOT_READABLE, ABORTED */
export async function hashFile(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(path)) {
    throwIfAborted(signal);
    hash.update(piece);
  }
  return hash.digest('hex');
}

/**
 * Brings a stream whose hash nobody knows into a file: an object is named by its hash, so its last byte has to be seen before the
 * first is sent. The file goes with the scope.
 *
 * @throws DISK_FULL, OUTPUT_NOT_WRITABLE, ABORTED; what the stream fails with
 */
export async function spool(
  stream: ReadableStream<Uint8Array>,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal | undefined },
): Promise<StoredFile & { readonly path: string } & AsyncDisposable> {
  await makeFolder(folder);
  const path = join(folder, temporaryName());
  const remove = () => rm(path, { force: true });
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
      throw writeError(error, folder);
    });
    try {
      for await (const piece of stoppable(stream, signal)) {
        hash.update(piece);
        bytes += piece.byteLength;
        await file.writeFile(piece);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    // The first failure is the one to tell; what cannot be removed now goes as stale.
    await remove().catch(() => undefined);
    throw ForecourtError.is(error) ? error : diskError(error, folder);
  }
  return { path, bytes, sha256: hash.digest('hex'), [Symbol.asyncDispose]: remove };
}

/** A disk's errors have a code of the system; those of the stream are the caller's own. */
function diskError(error: unknown, folder: string): unknown {
  return error instanceof Error && 'syscall' in error ? writeError(error, folder) : error;
}
