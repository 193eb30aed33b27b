const firstMs = 1000;
const mostMs = 60_000;

/**
 * How long to wait before the next try: exponential with full jitter, so that a thousand hosts whose platform came back do not all dial in the
 * same second (M. Brooker, “Exponential Backoff and Jitter”, 2015).
 *
 * @param tries how many have failed in a row, from 1 on
 * @param random 0 to 1
 */
export function backoffMs(tries: number, random: number): number {
  return random * Math.min(mostMs, firstMs * 2 ** Math.min(tries - 1, 16));
}

/** A line that held so long was a good one. */
const goodMs = 5000;

/**
 * How many have failed in a row once a line that held for so long broke too. An office whose router drops its lines every few minutes or
 * seconds must not be away for a minute each time: only what never held is waited for longer and longer.
 *
 * @param failures before that line was dialled
 */
export function failuresAfter(failures: number, heldMs: number): number {
  return heldMs >= goodMs ? 1 : failures + 1;
}
