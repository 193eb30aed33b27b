import type { StreamClock } from '../realtime/clock.ts';

export interface ManualClock extends StreamClock {
  /** Lets time pass. Whoever waits for a moment until then goes on. */
  advance(milliseconds: number): void;
  /** Resolves when somebody waits. */
  waited(): Promise<void>;
}

/** Time that stands still until a test lets it pass. */
export function manualClock(): ManualClock {
  let now = 0;
  const sleepers = new Set<{ readonly until: number; wake(): void }>();
  let arrived = Promise.withResolvers<void>();
  return {
    wait(milliseconds, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const sleeper = {
          until: now + milliseconds,
          wake() {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        signal.addEventListener('abort', sleeper.wake, { once: true });
        sleepers.add(sleeper);
        arrived.resolve();
      });
    },
    advance(milliseconds) {
      now += milliseconds;
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake();
      if (sleepers.size === 0) arrived = Promise.withResolvers();
    },
    waited: () => (sleepers.size > 0 ? Promise.resolve() : arrived.promise),
  };
}
