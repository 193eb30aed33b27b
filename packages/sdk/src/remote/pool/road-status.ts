import type { RoadKind, RoadStatus } from '../../contract/index.ts';
import type { Road } from '../roads/road.ts';
import type { RoadHealth } from './road-health.ts';

interface KnownRoad {
  readonly kind: RoadKind;
  readonly road: Road;
  readonly health: RoadHealth;
}

/** A road as pages show it. */
export function statusOf({ kind, road, health }: KnownRoad, isUsed: boolean): RoadStatus {
  const { problem, lastSuccessAt, latencyMs, state, nextProbeAt } = health;
  // What was lost while it was down says how long that was, and nothing about how good it is now.
  const lossShare = state === 'up' ? health.flakyShare : health.lossShare;
  return {
    kind,
    address: road.address,
    state,
    isUsed,
    latencyMs,
    lossShare,
    lastSuccessAt: lastSuccessAt === null ? null : new Date(lastSuccessAt).toISOString(),
    problem: state === 'down' && problem ? { code: problem.code, message: problem.message, hint: problem.hint } : null,
    nextTryAt: state === 'down' ? new Date(nextProbeAt).toISOString() : null,
    tailscale: null,
    fingerprint: null,
  };
}
