import { createHash } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { sha256Schema } from '@forecourt/sdk/contract';
import { makeFolder, temporaryName, writeError } from '@forecourt/sdk/files';
import { z } from 'zod';
import { readLines } from './parts.ts';
import type { FileSource } from './places.ts';

export const fileListName = 'files.jsonl';
const fileSchema = z.tuple([sha256Schema, z.coerce.number().int().nonnegative()]);

export interface ListedFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Files as the list of a back-up names them. */
export async function* listedFiles(path: string): AsyncGenerator<ListedFile> {
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      const [sha256, bytes] = fileSchema.parse(JSON.parse(line));
      yield { sha256, bytes };
    }
  }
}

/** Where a file lies in a back-up. */
export function pathInBackup(folder: string, sha256: string): string {
  return join(folder, 'assets', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

export interface Copied {
  readonly copied: number;
  /** Were there from an earlier back-up. */
  readonly kept: number;
  readonly bytes: number;
  readonly missing: readonly string[];
}

export interface CopyOptions {
  readonly list: AsyncIterable<ListedFile>;
  readonly storage: FileSource;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  progress?(doneFiles: number): void;
}

/** Copies files that are not there yet, each checked on the way. What the storage does not have, or has damaged, is told. */
export async function copyFiles({ list, storage, folder, signal, progress }: CopyOptions): Promise<Copied> {
  let copied = 0;
  let kept = 0;
  let bytes = 0;
  const missing: string[] = [];
  for await (const file of list) {
    throwIfAborted(signal);
    const path = pathInBackup(folder, file.sha256);
    const there = await stat(path).catch(() => undefined); // what cannot be looked at is copied again
    if (there?.size === file.bytes) kept++;
    else if (await copyFile(storage, file, path)) copied++;
    else missing.push(file.sha256);
    if (missing.at(-1) !== file.sha256) bytes += file.bytes;
    progress?.(copied + kept + missing.length);
  }
  return { copied, kept, bytes, missing };
}

/** @returns false if the storage has it not, or not as it was */
async function copyFile(storage: FileSource, { sha256, bytes }: ListedFile, path: string): Promise<boolean> {
  let content: ReadableStream<Uint8Array>;
  try {
    content = await storage.read(sha256);
  } catch (error) {
    if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return false;
    throw error;
  }
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = join(folder, temporaryName());
  const hash = createHash('sha256');
  let received = 0;
  try {
    const file = await open(temporary, 'wx');
    try {
      for await (const piece of content) {
        hash.update(piece);
        received += piece.byteLength;
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (received !== bytes || hash.digest('hex') !== sha256) {
      await rm(temporary);
      return false;
    }
    await rename(temporary, path);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw ForecourtError.is(error) ? error : writeError(error, path);
  }
}

/** @throws DISK_FULL before anything is written */
export async function requireSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder).catch((error: unknown) => {
    throw writeError(error, folder);
  });
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const inMegabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new ForecourtError('DISK_FULL', `${folder} has ${inMegabytes(freeBytes)} free, and ${inMegabytes(neededBytes)} are needed.`, {
    details: { freeBytes, neededBytes },
  });
}
