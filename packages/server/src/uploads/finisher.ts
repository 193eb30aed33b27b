import { rm, stat, truncate } from 'node:fs/promises';
import { type ErrorCode, errorCodes, ForecourtError } from '@forecourt/errors';
import type { Database } from '../database/index.ts';
import { databaseError } from '../database/index.ts';
import { toProblem } from '../problems/problem.ts';
import type { Locks } from './locks/locks.ts';
import { markFailed, readUpload, type UploadRow } from './rows.ts';
import type { WholeHashes } from './whole-hash.ts';

/** Everything of an upload is there and hashes to what was expected. */
export interface ReceivedFile {
  readonly row: UploadRow;
  /** Where it lies; nowhere if an earlier finish moved it into storage already. */
  readonly path: string | undefined;
  readonly sha256: string;
}

/**
 * Makes of a received file what it was sent for, and marks its row as done. Has to be idempotent: after a crash it is called again.
 * An error of the group `picture` is the end of the upload; after any other it is tried again at the next request.
 */
export type Finish = (file: ReceivedFile) => Promise<{ readonly photoId: string | null }>;

export interface Finished {
  readonly sha256: string;
  readonly photoId: string | null;
}

export interface FinisherParts {
  readonly database: Database;
  readonly locks: Locks;
  readonly hashes: WholeHashes;
  readonly pathOf: (id: string) => string;
  readonly finish: Finish;
}

/** A picture of 100 MP takes some seconds to be looked at. */
const waitMs = 60_000;

/** Finishes each upload once, however many ask for it, here and in other processes. */
export function createFinisher({ database, locks, hashes, pathOf, finish }: FinisherParts) {
  const underWay = new Map<string, Promise<Finished>>();

  async function run(seen: UploadRow, named: string | undefined): Promise<Finished> {
    const { dealershipId, id } = seen;
    const lock = await locks.acquire(`finish ${id}`, { waitMs });
    try {
      // As it was a moment ago, under the upload's own lock; if its file is gone since, somebody else has finished it.
      const isHere = seen.state === 'receiving' && (await sizeOf(pathOf(id))) !== undefined;
      const row = isHere ? seen : await readUpload(database, dealershipId, id);
      if (row.state === 'done') return { sha256: row.sha256 ?? '', photoId: row.photoId };
      if (row.state === 'failed') throw failureOf(row);
      try {
        const { sha256, path } = await whole(row);
        const expected = row.sha256 ?? named;
        if (expected !== undefined && expected !== sha256) {
          throw new ForecourtError('HASH_MISMATCH', `${row.name} does not have the SHA-256 that it was sent with.`, {
            details: { expected, sha256 },
          });
        }
        const { photoId } = await finish({ row, path, sha256 });
        return { sha256, photoId };
      } catch (error) {
        const failure = databaseError(error);
        if (failure.fault !== 'picture' && failure.code !== 'HASH_MISMATCH') throw failure;
        await markFailed(database, row, toProblem(failure));
        await rm(pathOf(id), { force: true });
        throw failure;
      }
    } finally {
      await lock.unlock();
      hashes.forget(id);
    }
  }

  async function whole({ id, bytes, state, sha256 }: UploadRow): Promise<{ sha256: string; path: string | undefined }> {
    const path = pathOf(id);
    const size = await sizeOf(path);
    if (size === undefined && state === 'finishing' && sha256 !== null) return { sha256, path: undefined };
    if (size === undefined || size < bytes) {
      throw new ForecourtError('UPLOAD_OFFSET_MISMATCH', 'Not all of this upload is there any more; send the rest again.');
    }
    if (size > bytes) await truncate(path, bytes);
    return { sha256: await hashes.finish(id, path, bytes), path };
  }

  return {
    /**
     * @param named SHA-256 that the last request gave for the whole.
     * @throws HASH_MISMATCH and every code of the picture group, now and at every later call; DISK_FULL, DATABASE_UNAVAILABLE, …
     */
    ensure(row: UploadRow, named?: string): Promise<Finished> {
      const running = underWay.get(row.id);
      if (running !== undefined) return running;
      const started = run(row, named).finally(() => underWay.delete(row.id));
      underWay.set(row.id, started);
      return started;
    },
    /** Resolves when nothing is being finished any more. */
    async settled(): Promise<void> {
      await Promise.allSettled(underWay.values());
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw ForecourtError.from(error, 'STORAGE_FAILED', 'Could not look at what was received');
  }
}

/** Why an upload failed for good, as it was thrown then. */
export function failureOf({ problem, name }: UploadRow): ForecourtError {
  if (problem === null || !isErrorCode(problem.code)) return new ForecourtError('INTERNAL', `${name} could not be used.`);
  return new ForecourtError(problem.code, problem.detail, { hint: problem.hint, details: problem.details });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
