import type { StorageCleaning, StorageMove, StorageStatus } from '@forecourt/sdk/contract';
import type { Database } from '../database/open.ts';
import type { CleaningRow } from '../database/storage-cleanings.ts';
import { readStorageFigures } from '../database/storage-figures.ts';
import type { StorageMoveRow } from '../database/storage-moves.ts';
import type { OpenStorage } from './open-storage.ts';

const shownCleanings = 10;

/** Everything about the files of an installation, in the shape of the contract. */
export async function describeStorage(
  database: Pick<Database, 'orm'>,
  { placements, moves, cleaning, words }: Pick<OpenStorage, 'placements' | 'moves' | 'cleaning' | 'words'>,
): Promise<StorageStatus> {
  const { write } = await placements.fresh();
  const move = await moves.read();
  const cleanings = await cleaning.read(shownCleanings);
  const { dealerships, ...kept } = await readStorageFigures(database.orm);
  return {
    place: write,
    places: words,
    kept,
    dealerships: [...dealerships],
    move: move === undefined ? null : moveOf(move),
    cleanings: cleanings.map(cleaningOf),
  };
}

export function moveOf(row: StorageMoveRow): StorageMove {
  const { id, source, target, state, bytesPerSecond, removedFiles, problemCount, problems, trouble } = row;
  return {
    ...{ id, from: source, to: target, state, bytesPerSecond, removedFiles, problemCount, problems, trouble },
    total: { files: row.totalFiles, bytes: row.totalBytes },
    done: { files: row.doneFiles, bytes: row.doneBytes },
    copied: { files: row.copiedFiles, bytes: row.copiedBytes },
    startedAt: row.startedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    switchedAt: row.switchedAt?.toISOString() ?? null,
    removedAt: row.removedAt?.toISOString() ?? null,
  };
}

export function cleaningOf({ id, isFull, isDryRun, startedAt, finishedAt, counts, problem }: CleaningRow): StorageCleaning {
  const named = ({ count, files }: { readonly count: number; readonly files: readonly string[] }) => ({ count, files: [...files] });
  return {
    ...{ id, isFull, isDryRun, problem },
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    counts: counts && { ...counts, missing: named(counts.missing), damaged: named(counts.damaged) },
  };
}
