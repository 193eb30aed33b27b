import type { GenerationAttempt } from '@forecourt/sdk/contract';
import type { Attempt } from '@forecourt/sdk/router';

/** Tries of a router as people are shown them. */
export function shownAttempts(attempts: readonly Attempt[]): GenerationAttempt[] {
  return attempts.map(({ provider, model, outcome, isHedge, code, reason, startedAt, durationMs, estimated, cost }) => ({
    ...{ provider, model, outcome, isHedge, code, reason },
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.max(0, durationMs),
    estimatedUsd: estimated / 1e6,
    costUsd: cost / 1e6,
  }));
}
