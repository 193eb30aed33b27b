/** Time as routers and roads know it: injected in tests, so that nothing has to be slept. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, so much later. @returns what takes it back */
  after(ms: number, callback: () => void): () => void;
}

/** A longer time than this makes a timer of the platform fire at once. */
const longestTimerMs = 2_147_483_647;

/** The time of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** The same, for what is good to do later and no reason for a process to stay alive. */
export const idleClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestTimerMs));
    if (isNodeTimer(timer)) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Browsers have numbers in their place. */
function isNodeTimer(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer;
}
