import type { CleaningCounts } from '../../database/storage-cleanings.ts';

/** Files that are named in a report; the count tells how many there are. */
const mostNamed = 50;

/** What a clean-up has found so far. */
export interface Tally {
  orphan(bytes: number): void;
  derived(bytes: number): void;
  unusedAssets(count: number): void;
  temporary(count: number): void;
  uploads(count: number): void;
  missing(sha256: string): void;
  damaged(sha256: string): void;
  spared(): void;
  readonly counts: CleaningCounts;
}

export function createTally(): Tally {
  const orphans = { files: 0, bytes: 0 };
  const derived = { files: 0, bytes: 0 };
  const missing = { count: 0, files: [] as string[] };
  const damaged = { count: 0, files: [] as string[] };
  const plain = { unusedAssets: 0, temporary: 0, uploads: 0, spared: 0 };
  const add = (sum: { files: number; bytes: number }, bytes: number) => {
    sum.files++;
    sum.bytes += bytes;
  };
  const name = (list: { count: number; files: string[] }, sha256: string) => {
    if (list.count++ < mostNamed) list.files.push(sha256);
  };
  return {
    orphan: (bytes) => add(orphans, bytes),
    derived: (bytes) => add(derived, bytes),
    unusedAssets(count) {
      plain.unusedAssets += count;
    },
    temporary(count) {
      plain.temporary += count;
    },
    uploads(count) {
      plain.uploads += count;
    },
    missing: (sha256) => name(missing, sha256),
    damaged: (sha256) => name(damaged, sha256),
    spared() {
      plain.spared++;
    },
    get counts() {
      return { orphans, derived, missing, damaged, ...plain };
    },
  };
}

/** Whether there is anything to tell. */
export function isEmpty({ orphans, derived, missing, damaged, unusedAssets, temporary, uploads }: CleaningCounts): boolean {
  return orphans.files + derived.files + missing.count + damaged.count + unusedAssets + temporary + uploads === 0;
}
