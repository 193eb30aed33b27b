import type { QueryClient } from '@tanstack/react-query';

/** A busy batch changes things many times a second; asking again more often than this shows nobody more. */
const intervalMs = 1_000;

export interface StaleMarks {
  mark(key: readonly unknown[]): void;
  stop(): void;
}

/** Gathers keys that have to be asked for again, and does so at most once in an interval: the first at once. */
export function gatherStaleMarks(queryClient: QueryClient): StaleMarks {
  let marked = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    const keys = marked;
    marked = new Map();
    timer = keys.size === 0 ? undefined : setTimeout(flush, intervalMs);
    for (const queryKey of keys.values()) {
      // One that is already on its way may carry what was true before: it is asked again.
      queryClient.invalidateQueries({ queryKey }).catch(reportError);
    }
  };
  return {
    mark(key) {
      marked.set(JSON.stringify(key), key);
      // Several marks of one event are flushed together.
      timer ??= setTimeout(flush, 0);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      marked.clear();
    },
  };
}
