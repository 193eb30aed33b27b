import type { Ledger, LedgerEntry } from '../parts.ts';

export interface MemoryLedger extends Ledger {
  /** The last entries, oldest first. */
  readonly entries: readonly LedgerEntry[];
}

/** A ledger in the memory of this process, which forgets the oldest entries: for tests, and for a look at what happened last. */
export function createMemoryLedger({ mostEntries = 10_000 }: { readonly mostEntries?: number } = {}): MemoryLedger {
  let entries: LedgerEntry[] = [];
  return {
    get entries() {
      return entries;
    },
    write(entry) {
      entries.push(entry);
      // Taken away in bulk: moving ten thousand places for each entry would be work.
      if (entries.length >= 2 * mostEntries) entries = entries.slice(-mostEntries);
    },
  };
}
