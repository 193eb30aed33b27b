import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import type { HostFile } from '@forecourt/sdk/contract';
import { moveFile, readError, removeTree, syncFolder, writeError } from '@forecourt/sdk/files';
import type { FileRecords, FileRow } from '../../journal/files.ts';
import type { FileLocks } from './file-locks.ts';

export interface FileStoreParts {
  readonly folder: string;
  readonly records: FileRecords;
  readonly locks: FileLocks;
  readonly now: () => number;
}

/** Files of the agent, each under the SHA-256 of its content. What is said to be there was synced to the disk. */
export interface FileStore {
  /** Where a whole file lies. It may be gone: ask {@link whole} first. */
  pathOf(sha256: string): string;
  /** Where a file is gathered while it is received. */
  partOf(sha256: string): string;
  whole(sha256: string): FileRow | undefined;
  /** A received file takes its place if it hashes to its name; else it is thrown away. @throws HASH_MISMATCH */
  finish(row: FileRow, hash: Hash | undefined): Promise<void>;
  /** Takes over a file that a job made; it is moved, not copied. `claim` says at once that it is needed, before anybody could sweep it away. */
  keep(path: string, claim: (file: HostFile) => void): Promise<HostFile>;
  /** Its last byte was read by whoever may. */
  handedOver(sha256: string): void;
  /** Removes a file; whoever calls holds its lock. */
  remove(sha256: string): Promise<void>;
}

/** A file is moved or removed in no time; whoever receives one is asked to let go. */
const lockWaitMs = 60_000;

export function createFileStore({ folder, records, locks, now }: FileStoreParts): FileStore {
  const pathOf = (sha256: string) => join(folder, sha256);
  const partOf = (sha256: string) => join(folder, `${sha256}.part`);

  async function remove(sha256: string): Promise<void> {
    // First from the journal: a file without a row is swept away, a row without its file would be a lie.
    records.remove(sha256);
    // What another program holds, as it may on Windows, is a stray from now on, and swept away as one.
    await Promise.all([pathOf(sha256), partOf(sha256)].map((path) => removeTree(path).catch(() => undefined)));
  }

  return {
    pathOf,
    partOf,
    whole(sha256) {
      const row = records.get(sha256);
      return row?.is_whole ? row : undefined;
    },
    async finish(row, hash) {
      const { sha256, bytes, name } = row;
      const part = partOf(sha256);
      // An earlier finish may have been interrupted between the move and the journal.
      const isMoved = (await sizeOf(part)) === undefined && (await sizeOf(pathOf(sha256))) === bytes;
      const found = isMoved ? await hashFile(pathOf(sha256)) : (hash?.digest('hex') ?? (await hashFile(part)));
      if (found !== sha256) {
        await remove(sha256);
        throw new ForecourtError('HASH_MISMATCH', `What came does not have the SHA-256 ${sha256}.`, { details: { sha256, found } });
      }
      if (!isMoved) await moveInto(folder, part, pathOf(sha256));
      records.complete({ sha256, bytes, name }, now());
    },
    async keep(path, claim) {
      const sha256 = await hashFile(path);
      const release = await locks.acquire(sha256, { waitMs: lockWaitMs, letGo: () => undefined });
      try {
        const bytes = await sizeOf(path);
        if (bytes === undefined) throw new ForecourtError('FILE_NOT_FOUND', `There is no file ${path}.`);
        const file = { sha256, bytes, name: basename(path).slice(-200) };
        const isThere = records.get(sha256)?.is_whole ?? false;
        if (!isThere) {
          await syncFile(path);
          await moveInto(folder, path, pathOf(sha256));
        }
        records.complete(file, now());
        claim(file);
        // Else it goes with the folder of its run.
        if (isThere) await removeTree(path).catch(() => undefined);
        return file;
      } finally {
        release();
      }
    },
    handedOver(sha256) {
      try {
        records.handOver(sha256, now());
      } catch (error) {
        // Who reads has what it wanted. Without the mark the file only stays longer.
        if (!ForecourtError.is(error)) throw error;
      }
    },
    remove,
  };
}

async function moveInto(folder: string, from: string, to: string): Promise<void> {
  await moveFile(from, to).catch((error: unknown) => {
    throw writeError(error, to);
  });
  await syncFolder(folder);
}

async function syncFile(path: string): Promise<void> {
  try {
    await using file = await open(path, 'r+');
    await file.sync();
  } catch (error) {
    throw writeError(error, path);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  } catch (error) {
    throw readError(error, path);
  }
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number | undefined> {
  const status = await stat(path).catch(() => undefined); // what cannot be looked at is told when it is read
  return status?.size;
}
