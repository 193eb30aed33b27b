import { type ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import { pause } from '../../clock/pause.ts';
import type { RoadPool } from './pool.ts';
import { isRoadTrouble } from './requests.ts';

/** Waits between tries of something that goes on where it was. */
export interface Attempts {
  /** Something got through: patience begins anew. The waits go on growing, lest what breaks off after each byte hammers. */
  moved(): void;
  /** It went well: the next failure is the first again. */
  succeeded(): void;
  /** Waits until it is worth another try. @throws the failure, where no try mends it or nothing got through for too long; ABORTED */
  failed(failure: ForecourtError, isPassing?: (failure: ForecourtError) => boolean): Promise<void>;
}

export interface Patience {
  begin(signal: AbortSignal | undefined, lastsMs?: number): Attempts;
}

const never = new AbortController().signal;
const firstMs = 100;
const mostMs = 5000;
/** Jitter may draw a zero, and that would hammer. */
const leastMs = 20;

/** @param lastsMs how long a host may be away in the middle of something before that is given up */
export function createPatience(parts: { pool: () => RoadPool; clock: Clock; random: () => number; lastsMs: number }): Patience {
  const { pool, clock, random, lastsMs: usualMs } = parts;
  return {
    begin(signal, lastsMs = usualMs) {
      let since: number | null = null;
      let tries = 0;
      return {
        moved() {
          since = null;
        },
        succeeded() {
          since = null;
          tries = 0;
        },
        async failed(failure, isPassing = () => false) {
          throwIfAborted(signal);
          const isLost = failure.code === 'HOST_UNREACHABLE' || isRoadTrouble(failure);
          if (!isLost && !isPassing(failure)) throw failure;
          since ??= clock.now();
          const leftMs = since + lastsMs - clock.now();
          if (leftMs <= 0) throw failure;
          if (failure.code === 'HOST_UNREACHABLE') {
            await pool().whenReachable(leftMs, signal);
          } else if (tries > 0) {
            // Full jitter: many transfers break at once, and must not come again at once.
            const jitterMs = Math.max(leastMs, random() * Math.min(mostMs, firstMs * 2 ** Math.min(tries, 20)));
            await pause(Math.min(leftMs, jitterMs), clock, signal ?? never);
          }
          tries++;
          throwIfAborted(signal);
        },
      };
    },
  };
}
