/** What is remembered of one offer: averages in which what is long ago counts less. */
export interface History {
  /** A call that was done took so long. */
  tookMs(durationMs: number, now: number): void;
  /** A call was given up after so long: it would have taken longer, so what is remembered may only rise. */
  tookLongerThanMs(durationMs: number, now: number): void;
  /** A result was so good, 0 to 100. */
  scored(score: number, now: number): void;
  /** What a call takes now, as far as can be told. */
  expectedMs(now: number): number;
  /** How good a result will be, as far as can be told. */
  expectedScore(now: number): number;
  /** Below this lies such a share of the last calls; undefined where too few are known. */
  percentileMs(share: number): number | undefined;
}

/** A new value counts so much: about the last ten calls make up the average. */
const weight = 0.2;

/**
 * After so long without a call, half of what was learnt is forgotten in favour of what the offer declares. So a provider that was slow
 * or bad once is tried again some day.
 */
const halfLifeMs = 10 * 60_000;

/** Whoever has no score yet is taken for perfect, so that everybody is tried before somebody is preferred. */
const unknownScore = 100;

/** So many of the last calls are kept for percentiles, and so few say nothing. */
const kept = 64;
const fewest = 8;

/** @param declaredMs what the offer says that a call takes */
export function createHistory(declaredMs: number): History {
  const duration = createAverage(declaredMs);
  const score = createAverage(unknownScore);
  const last = new Float64Array(kept);
  let calls = 0;
  return {
    tookMs(durationMs, now) {
      duration.add(durationMs, now);
      last[calls++ % kept] = durationMs;
    },
    tookLongerThanMs(durationMs, now) {
      if (durationMs > duration.read(now)) duration.add(durationMs, now);
    },
    scored: (value, now) => score.add(value, now),
    expectedMs: (now) => duration.read(now),
    expectedScore: (now) => score.read(now),
    percentileMs(share) {
      const count = Math.min(calls, kept);
      if (count < fewest) return undefined;
      return last.slice(0, count).sort()[Math.max(0, Math.ceil(share * count) - 1)];
    },
  };
}

interface Average {
  add(value: number, now: number): void;
  read(now: number): number;
}

/** An exponentially weighted average that goes back to `declared` by half in each half-life. */
function createAverage(declared: number): Average {
  let offset = 0;
  let since = 0;
  const read = (now: number) => (offset === 0 ? declared : declared + offset * 2 ** (-Math.max(0, now - since) / halfLifeMs));
  return {
    add(value, now) {
      const before = read(now);
      offset = before + weight * (value - before) - declared;
      since = now;
    },
    read,
  };
}
