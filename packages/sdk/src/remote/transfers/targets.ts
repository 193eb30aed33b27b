import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { moveFile, syncFolder, writeError } from '../../files/index.ts';
import type { TransferTarget } from '../host.ts';

/** Gathers a file in memory. */
export interface MemoryTarget extends TransferTarget {
  /** All of it, once it was found right. */
  readonly bytes: Uint8Array;
}

export function memoryTarget(): MemoryTarget {
  let pieces: Uint8Array[] = [];
  let whole: Uint8Array | undefined;
  return {
    offset: async () => 0,
    write: async (piece) => void pieces.push(piece),
    async done() {
      whole = Buffer.concat(pieces);
      pieces = [];
    },
    async reset() {
      pieces = [];
    },
    get bytes() {
      if (whole) return whole;
      throw new ForecourtError('INTERNAL', 'A file was asked for before it was there.');
    },
  };
}

/**
 * Gathers a file beside its place, in a `.part` that a later fetch goes on with, also of another process; it takes its place whole and synced.
 * One at a time may write it.
 *
 * @throws DISK_FULL, OUTPUT_NOT_WRITABLE, OUTPUT_NAME_INVALID, STORAGE_FAILED
 */
export function fileTarget(path: string): TransferTarget & AsyncDisposable {
  const part = `${path}.part`;
  let file: FileHandle | undefined;
  const typed = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      throw writeError(error, path);
    }
  };
  const close = async () => {
    const open = file;
    file = undefined;
    await open?.close();
  };
  return {
    async offset() {
      const found = await stat(part).catch(() => undefined); // nothing is there then
      return found?.size ?? 0;
    },
    content: () => createReadStream(part, { highWaterMark: 1 << 20 }),
    write: (piece) =>
      typed(async () => {
        file ??= await open(part, 'a', 0o644);
        await file.appendFile(piece);
      }),
    done: () =>
      typed(async () => {
        file ??= await open(part, 'a', 0o644);
        await file.sync();
        await close();
        await moveFile(part, path);
        await syncFolder(dirname(path));
      }),
    reset: () =>
      typed(async () => {
        await close();
        await rm(part, { force: true });
      }),
    [Symbol.asyncDispose]: close,
  };
}
