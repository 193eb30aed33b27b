import type { Locks } from './locks.ts';

/** The same locks, which tell how long each was waited for. */
export function countedLocks(locks: Locks, onWait: ((seconds: number) => void) | undefined): Locks {
  if (onWait === undefined) return locks;
  return {
    async acquire(key, options) {
      const startedAt = performance.now();
      try {
        return await locks.acquire(key, options);
      } finally {
        onWait((performance.now() - startedAt) / 1000);
      }
    },
    [Symbol.asyncDispose]: () => locks[Symbol.asyncDispose](),
  };
}
