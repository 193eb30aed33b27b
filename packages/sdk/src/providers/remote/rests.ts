import type { Clock } from '../../clock/clock.ts';

/** Hosts that failed lately: they are asked after all others, for a while that doubles with each failure. */
export interface Rests {
  failed(id: string): void;
  succeeded(id: string): void;
  isResting(id: string): boolean;
}

const firstRestMs = 1000;
const longestRestMs = 30_000;

/**
 * A host that fails fast looks as if it were free: without a rest it would be given one job after the other, and fail them all.
 */
export function createRests(clock: Pick<Clock, 'now'>): Rests {
  const rests = new Map<string, { readonly untilMs: number; readonly failures: number }>();
  return {
    failed(id) {
      const now = clock.now();
      const { untilMs = 0, failures = 0 } = rests.get(id) ?? {};
      // Jobs that were under way together fail together: that is one failure.
      if (untilMs > now && untilMs - now <= longestRestMs) return;
      rests.set(id, { untilMs: now + Math.min(longestRestMs, firstRestMs * 2 ** failures), failures: failures + 1 });
    },
    succeeded: (id) => void rests.delete(id),
    isResting(id) {
      const left = (rests.get(id)?.untilMs ?? 0) - clock.now();
      // A clock that was set back must not keep it resting.
      return left > 0 && left <= longestRestMs;
    },
  };
}
