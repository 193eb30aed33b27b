import type { FileRow } from '../journal/file-rows.ts';

/** Files that went up and are not where they were: renamed, or gone. */
export interface Missing {
  /** Gives the name that a file had before, once: the same content of the same vehicle under another name is a rename. */
  take(sha256: string, vehicleId: string): string | undefined;
  /** Those that nobody took. */
  rest(): readonly FileRow[];
}

export function createMissing(rows: readonly FileRow[]): Missing {
  const left = new Map(rows.map((row) => [row.path, row]));
  const byContent = Map.groupBy(rows, ({ sha256, vehicleId }) => `${sha256} ${vehicleId}`);
  return {
    take(sha256, vehicleId) {
      const row = byContent.get(`${sha256} ${vehicleId}`)?.shift();
      // One whose photo is about to be removed is no photo any more.
      if (row === undefined || row.isLeaving) return undefined;
      left.delete(row.path);
      return row.path;
    },
    rest: () => [...left.values()],
  };
}
