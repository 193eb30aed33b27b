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
