import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { holdForKeeping } from '../../database/file-holds.ts';
import type { Database } from '../../database/open.ts';
import type { StorageProblem } from '../../database/storage-cleanings.ts';
import {
  advanceMove,
  claimMove,
  enterMoveState,
  isMoveActive,
  keepMove,
  type MoveProgress,
  releaseMove,
  type StorageMoveRow,
  tellMoveTrouble,
} from '../../database/storage-moves.ts';
import type { KeptFile, Storage } from '../storage.ts';
import { copyFile, lookAt } from './copy-file.ts';
import { createPace } from './pace.ts';

export interface MoverParts {
  readonly database: Database;
  readonly source: Storage;
  readonly target: Storage;
  readonly signal: AbortSignal;
  /** A process that gives no sign of life for so long loses the move to another. */
  readonly leaseMs: number;
  /** Told after each change of the state. */
  readonly changed: (move: StorageMoveRow) => Promise<void>;
}

/** Files at once: one is read while another is written and a third waits for its answer. */
const filesAtOnce = 4;
/** Files between two marks of how far it is: what a killed process did since the last is looked at again. */
const filesAMark = 32;

/** What to do with one file; what is counted besides is done. */
type Step = (file: KeptFile, move: StorageMoveRow) => Promise<'copied' | 'removed' | 'nothing'>;

/**
 * Works on a move until it rests, from wherever a former process left it. Any number of processes may try; one at a time does.
 *
 * @returns the move as it is then; undefined if another process has it
 * @throws what stops it for now: STORAGE_UNAVAILABLE, DISK_FULL, DATABASE_UNAVAILABLE, ABORTED. It can be taken up again.
 */
export async function workOnMove(id: string, parts: MoverParts): Promise<StorageMoveRow | undefined> {
  const { database, source, target, leaseMs, changed } = parts;
  const claimed = await claimMove(database.orm, id, leaseMs);
  if (claimed === undefined) return undefined;
  const lost = new AbortController();
  const signal = AbortSignal.any([parts.signal, lost.signal]);
  let move = claimed;
  const mine = (row: StorageMoveRow | undefined): StorageMoveRow => {
    if (row !== undefined) {
      move = row;
      return row;
    }
    lost.abort(new DOMException('Another process has the move.', 'AbortError'));
    throw new ForecourtError('ABORTED', 'The move was taken over by another process, or ended.');
  };
  const heartbeat = setInterval(() => {
    // A database that is away says nothing about whose move it is; the fence does when it is back.
    keepMove(database.orm, move, leaseMs)
      .then((row) => row ?? mine(undefined))
      .catch(() => undefined);
  }, leaseMs / 3);
  const pace = createPace();

  const copy: Step = async (file, { bytesPerSecond }) => {
    // Held, so that it does not come back from the dead if it is being removed right now.
    if (!(await holdForKeeping(database.orm, file.sha256))) return 'nothing';
    const copied = await copyFile(file, { source, target, signal });
    if (copied !== 'copied') return 'nothing';
    await pace.take(file.bytes, bytesPerSecond, signal);
    return 'copied';
  };
  const remove: Step = async ({ sha256, bytes }) => {
    const size = await target.size(sha256);
    if (size !== bytes) throw new ForecourtError('HASH_MISMATCH', `The file ${sha256} has ${size} bytes at its new place, not ${bytes}.`);
    await source.delete(sha256);
    return 'removed';
  };
  const verify: Step = async (file) => {
    if ((await lookAt(target, file, signal)) === 'whole') return 'nothing';
    // It was put into the source while the move began, by a process that then ended.
    return (await copyFile(file, { source, target, signal })) === 'copied' ? 'copied' : 'nothing';
  };

  try {
    while (isMoveActive(move)) {
      if (move.state === 'counting') {
        mine(await enterMoveState(database.orm, move, 'copying', await count(source, signal)));
      } else if (move.state === 'copying') {
        await walk(copy);
        mine(await enterMoveState(database.orm, move, 'switched'));
      } else if (move.state === 'verifying') {
        await walk(verify);
        // Whatever is not whole at its new place must not lose its old one.
        mine(await enterMoveState(database.orm, move, move.problemCount > 0 ? 'switched' : 'removing'));
      } else {
        await walk(remove);
        if (move.problemCount > 0) mine(await enterMoveState(database.orm, move, 'switched'));
        else {
          for await (const { name } of source.listDerived({ signal })) await source.removeDerived(name);
          mine(await enterMoveState(database.orm, move, 'removed'));
        }
      }
      await changed(move);
    }
    return move;
  } catch (error) {
    const trouble = ForecourtError.from(error, 'STORAGE_FAILED');
    if (trouble.code !== 'ABORTED') await tellMoveTrouble(database.orm, move, problemOf(trouble, null)).catch(() => undefined);
    // Its lease runs out by itself where it cannot be given back.
    await releaseMove(database.orm, move).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(heartbeat);
  }

  /** Does a step on every file of the source behind the cursor, and marks how far it is. */
  async function walk(step: Step): Promise<void> {
    let batch: KeptFile[] = [];
    for await (const file of source.list({ after: move.cursor, signal })) {
      batch.push(file);
      if (batch.length < filesAMark) continue;
      await mark(batch, step);
      batch = [];
    }
    await mark(batch, step);
  }

  async function mark(files: readonly KeptFile[], step: Step): Promise<void> {
    const last = files.at(-1);
    if (last === undefined) return;
    const queue = [...files];
    const progress = { doneFiles: 0, doneBytes: 0, copiedFiles: 0, copiedBytes: 0, removedFiles: 0 };
    const problems: StorageProblem[] = [];
    const work = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        throwIfAborted(signal);
        try {
          const done = await step(file, move);
          if (done === 'copied') {
            progress.copiedFiles++;
            progress.copiedBytes += file.bytes;
          }
          if (done === 'removed') progress.removedFiles++;
        } catch (error) {
          // A place that is away stops everything; a file that is damaged is told and let be.
          if (!isOfOneFile(error)) throw error;
          problems.push(problemOf(error, file.sha256));
        }
        progress.doneFiles++;
        progress.doneBytes += file.bytes;
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: filesAtOnce }, work));
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
    const told: MoveProgress = { ...progress, problems, cursor: last.sha256 };
    mine(await advanceMove(database.orm, move, told, leaseMs));
  }
}

async function count(source: Storage, signal: AbortSignal): Promise<{ totalFiles: number; totalBytes: number }> {
  let [totalFiles, totalBytes] = [0, 0];
  for await (const { bytes } of source.list({ signal })) {
    totalFiles++;
    totalBytes += bytes;
  }
  return { totalFiles, totalBytes };
}

function isOfOneFile(error: unknown): error is ForecourtError {
  return ForecourtError.is(error) && ['HASH_MISMATCH', 'NOT_FOUND', 'FILE_NOT_READABLE'].includes(error.code);
}

function problemOf({ code, message }: ForecourtError, sha256: string | null): StorageProblem {
  return { sha256, code, message };
}
