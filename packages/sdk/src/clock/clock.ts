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
