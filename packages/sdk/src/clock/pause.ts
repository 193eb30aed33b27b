import type { Clock } from './clock.ts';

/** Waits so long, or until it is ended, and leaves no timer behind. */
export function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(Math.max(0, ms), end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
