const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * Pauses before the second, third … try: soon after a hiccup, rarer for a receiver that is down, a day in all. The steps are those that
 * Standard Webhooks recommends ("Retry schedule"), ended after a day instead of three.
 */
const pausesMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
  6 * hourMs,
  10 * hourMs,
];

/** A message is tried so often before it is given up. */
export const maximumTries = pausesMs.length + 1;

/** Receivers may ask for patience, but not for ever. */
const longestAskedMs = 6 * hourMs;

export interface RetryOptions {
  /** Tries so far. */
  readonly attempts: number;
  /** For how long the receiver asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
  readonly random: () => number;
}

/** How long to wait before the next try, a fifth more or less so that what failed together does not come back together; undefined for never. */
export function nextTryInMs({ attempts, retryAfterMs = 0, random }: RetryOptions): number | undefined {
  const pauseMs = pausesMs[attempts - 1];
  if (pauseMs === undefined) return undefined;
  return Math.round(Math.max(pauseMs * (0.8 + 0.4 * random()), Math.min(retryAfterMs, longestAskedMs)));
}

/** Reads `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
export function readRetryAfter(value: string | null, now: Date): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * secondMs : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
