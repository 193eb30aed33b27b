import type { Candidate } from '../choice/candidate.ts';

/**
 * When a second provider is asked beside one that is slow: after so long, or when it has taken longer than such a share of its last calls
 * (Dean and Barroso, "The tail at scale", 2013: at the 95th percentile this costs a twentieth more calls). Both may have to be paid.
 */
export type HedgeRule = { readonly afterMs: number } | { readonly percentile: number; readonly leastMs: number };

/** How long to wait for this one before another is asked beside it. Where little is known of it, what it declares. */
export function hedgeDelayMs(rule: HedgeRule, { history, offer }: Candidate): number {
  if ('afterMs' in rule) return rule.afterMs;
  return Math.max(rule.leastMs, history.percentileMs(rule.percentile) ?? offer.expectedMs);
}
