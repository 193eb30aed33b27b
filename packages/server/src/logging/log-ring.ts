/** The last lines of the log of this process, for a support bundle. */
export interface LogRing {
  /** Where pino writes. */
  write(line: string): void;
  /** Oldest first. */
  lines(): readonly string[];
}

/** At some 300 bytes a line this is half a megabyte. */
const keptLines = 2_000;
/** A stack of causes is long; more than this says nothing more. */
const longestLine = 8_000;

/** Keeps the last lines in memory; older ones are where the log goes to. */
export function createLogRing(limit = keptLines): LogRing {
  const kept: string[] = [];
  let next = 0;
  return {
    write(line) {
      kept[next] = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line.trimEnd();
      next = (next + 1) % limit;
    },
    lines: () => [...kept.slice(next), ...kept.slice(0, next)],
  };
}
