export interface ReplayMemoryOptions {
  /** So many tokens at most. */
  readonly capacity: number;
  /** What was issued earlier is not known here. */
  readonly fromMs: number;
}

export interface TokenTimes {
  readonly issuedMs: number;
  readonly expiresMs: number;
}

export interface ReplayMemory {
  /** Says what time it is now; to be called before each {@link ReplayMemory.take}. */
  heed(now: number): void;
  take(id: string, token: TokenTimes): 'new' | 'replayed' | 'too old to know';
  readonly size: number;
}

/** Less than this is how clocks are slewed; more means that somebody set it. */
const setBackMs = 1000;

/**
 * Remembers tokens until they end. When it is full it forgets the first and from then on refuses what is as old as that one: its size has a
 * bound, and no token passes twice.
 */
export function createReplayMemory({ capacity, fromMs }: ReplayMemoryOptions): ReplayMemory {
  const seen = new Map<string, TokenTimes>();
  let knownFromMs = fromMs;
  let now = fromMs;

  const forget = () => {
    // In the order they came, which is nearly the order they end in: an expired one behind one that lasts is forgotten a little later.
    for (const [id, { issuedMs, expiresMs }] of seen) {
      if (expiresMs >= now && seen.size < capacity) return;
      if (expiresMs >= now) knownFromMs = Math.max(knownFromMs, issuedMs + 1);
      seen.delete(id);
    }
  };

  return {
    heed(time) {
      // A host whose clock was ahead when it started would else refuse everything until that time has come.
      if (time < now - setBackMs) knownFromMs = time;
      now = time;
    },
    take(id, { issuedMs, expiresMs }) {
      if (seen.has(id)) return 'replayed';
      if (issuedMs < knownFromMs) return 'too old to know';
      forget();
      seen.set(id, { issuedMs, expiresMs });
      return 'new';
    },
    get size() {
      return seen.size;
    },
  };
}
