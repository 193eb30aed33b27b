import { abortError } from '@forecourt/errors';

/** Holds sending back so that it stays below a speed. */
export interface Throttle {
  /** Resolves when so many bytes may go. @throws ABORTED */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

const leastChunkBytes = 1 << 16;
const mostChunkBytes = 1 << 20;

/** Chunks small enough that each is a moment's worth of the speed. */
export function chunkFor(bytesPerSecond: number | undefined): number | undefined {
  return bytesPerSecond === undefined ? undefined : Math.min(Math.max(bytesPerSecond >> 2, leastChunkBytes), mostChunkBytes);
}

/** Each piece may go once those before it have had their time: whoever comes first goes at once. */
export function createThrottle(bytesPerSecond: number | undefined, now: () => number = () => performance.now()): Throttle {
  let freeAt = 0;
  return {
    async take(bytes, signal) {
      if (bytesPerSecond === undefined) return;
      const startsAt = Math.max(now(), freeAt);
      freeAt = startsAt + (bytes / bytesPerSecond) * 1000;
      const waitMs = startsAt - now();
      if (waitMs > 0) await wait(waitMs, signal);
    },
  };
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(abortError(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
