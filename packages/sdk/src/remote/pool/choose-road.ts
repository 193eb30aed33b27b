import type { RoadKind } from '../../contract/index.ts';
import type { RoadHealth } from './road-health.ts';

const order: Readonly<Record<RoadKind, number>> = { direct: 0, ssh: 1, relay: 2 };

/** A road that loses so much is taken only where no other is better. */
const lossyShare = 0.2;
/** So much more loss is no reason to stay with the worse kind. */
const lossNoise = 0.05;
/** A change that nothing forces waits so long after the last one. */
export const restMs = 30_000;

export interface Candidate {
  readonly kind: RoadKind;
  readonly health: RoadHealth;
}

/**
 * The road to use: direct before SSH before relay, of those that live. The current one is left at once when it is down, and without need only
 * for one that is clearly better, and not soon after the last change.
 *
 * @returns null where no road is known to work
 */
export function chooseRoad<Road extends Candidate>(
  roads: readonly Road[],
  current: Road | null,
  { now, changedAt }: { readonly now: number; readonly changedAt: number },
): Road | null {
  const living = livingOf(roads);
  const best = living.toSorted((one, other) => Number(isLossy(one)) - Number(isLossy(other)) || compareKind(one, other)).at(0) ?? null;
  if (current === null || !living.includes(current) || best === null) return best;
  return now - changedAt >= restMs && isClearlyBetter(best, current) ? best : current;
}

/** Those that are up; else those that a probe came through. What nobody has tried is tried by a probe first. */
function livingOf<Road extends Candidate>(roads: readonly Road[]): readonly Road[] {
  const up = roads.filter(({ health }) => health.state === 'up');
  if (up.length > 0) return up;
  return roads.filter(({ health }) => health.isComing);
}

function isClearlyBetter(one: Candidate, other: Candidate): boolean {
  if (isLossy(other) && lossOf(one) <= lossOf(other) / 2) return true;
  return compareKind(one, other) < 0 && lossOf(one) <= lossOf(other) + lossNoise;
}

function compareKind(one: Candidate, other: Candidate): number {
  return order[one.kind] - order[other.kind];
}

function lossOf({ health }: Candidate): number {
  return health.flakyShare;
}

function isLossy(road: Candidate): boolean {
  return lossOf(road) >= lossyShare;
}
