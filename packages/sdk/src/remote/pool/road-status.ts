import type { RoadStatus } from '../../contract/index.ts';
import type { PooledRoad } from './pool.ts';

/** A road as pages show it. */
export function statusOf({ kind, road, health }: Pick<PooledRoad, 'kind' | 'road' | 'health'>, isUsed: boolean): RoadStatus {
  const { problem, lastSuccessAt, latencyMs, lossShare, state, nextProbeAt } = health;
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
