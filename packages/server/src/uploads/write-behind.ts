import { open } from 'node:fs/promises';

/** Large enough that the disk writes in one go, small enough that little is left at the end. */
const stepBytes = 64_000_000;

/** Brings what was received to the disk while more comes, so that the sync at the finish has little left to wait for. */
export interface WriteBehind {
  /** Everything before `offset` is in the file. */
  reached(id: string, path: string, offset: number): void;
  forget(id: string): void;
}

export function createWriteBehind(): WriteBehind {
  const synced = new Map<string, number>();
  return {
    reached(id, path, offset) {
      if (offset - (synced.get(id) ?? 0) < stepBytes) return;
      synced.set(id, offset);
      // Nobody waits for it, and the finish syncs again: there a failure is told.
      sync(path).catch(() => undefined);
    },
    forget: (id) => void synced.delete(id),
  };
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.datasync();
}
