/**
 * Requests per minute by the generic cell rate algorithm (GCRA, ITU-T I.371 annex A, in its form of virtual scheduling): what is remembered is one
 * moment, that at which the next request would be due at an even pace. Requests may come before it by a burst.
 *
 * A plain GCRA lets burst + rate through in some window of one minute. Here the pace is slowed by the burst, so that no window of a minute, wherever
 * it begins, holds more than what is allowed: at most `burst - 1 + ceil(minute / interval)`.
 */
export interface Pace {
  readonly intervalMs: number;
  /** How much sooner than due a request may come. */
  readonly toleranceMs: number;
}

const minuteMs = 60_000;
/** A tenth of the minute's requests at once, which costs a tenth of the pace at most. */
const burstShare = 0.1;
/** Sums of these are exact in a double until the year 2248, so that rounding lets nobody through. */
const finest = 1024;

export function paceOf(requestsPerMinute: number): Pace {
  const burst = 1 + Math.floor((requestsPerMinute - 1) * burstShare);
  const intervalMs = Math.ceil((minuteMs / (requestsPerMinute - burst + 1)) * finest) / finest;
  return { intervalMs, toleranceMs: (burst - 1) * intervalMs };
}
