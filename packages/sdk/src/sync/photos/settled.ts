import type { FoundFile } from './scan.ts';

/** Which files nobody writes any more, as far as looking tells: the same at two looks that lie long enough apart. */
export interface Settling {
  /** @returns whether the file has rested; to be asked at each look */
  hasRested(file: FoundFile, now: number): boolean;
  /** Forgets all but these, once a look is over. */
  keep(paths: ReadonlyMap<string, unknown>): void;
  /** How many were seen that have not rested yet. */
  readonly moving: number;
}

export function createSettling(restMs: number): Settling {
  const seen = new Map<string, { readonly fingerprint: string; readonly since: number; rested: boolean }>();
  return {
    hasRested({ path, fingerprint }, now) {
      const before = seen.get(path);
      if (before?.fingerprint !== fingerprint) {
        seen.set(path, { fingerprint, since: now, rested: false });
        return false;
      }
      before.rested ||= now - before.since >= restMs;
      return before.rested;
    },
    keep(paths) {
      for (const path of seen.keys()) if (!paths.has(path)) seen.delete(path);
    },
    get moving() {
      return [...seen.values()].filter(({ rested }) => !rested).length;
    },
  };
}
