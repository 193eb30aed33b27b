import type { AgentHealth } from '../../contract/index.ts';
import type { Host } from '../../remote/host.ts';

/** What a host takes whose last jobs nobody measured yet, where no other tells either. */
export const unmeasuredMs = 4000;

/** A host, and how many of our jobs it has. */
export interface Worker {
  readonly host: Pick<Host, 'lastHealth' | 'roads'>;
  readonly underWay: number;
}

/** Whether it has an engine or a program to cut with: others only run scripts. */
export function cuts({ operations }: Pick<AgentHealth, 'operations'>): boolean {
  return operations.includes('removeBackground');
}

/** Whether a host takes cutouts now: it can be reached, is not drained, and knows how. */
export function isWilling({ host }: Worker): boolean {
  const { lastHealth } = host;
  if (!lastHealth || lastHealth.isDraining || !cuts(lastHealth)) return false;
  return host.roads().some(({ isUsed }) => isUsed);
}

/**
 * The one that is through with one job more first: by its measured speed, what it has to do and how much of that it does at once.
 *
 * @returns undefined where none takes work
 */
export function chooseHost<Candidate extends Worker>(workers: readonly Candidate[]): Candidate | undefined {
  const willing = workers.filter(isWilling);
  const measured = willing.flatMap(({ host }) => host.lastHealth?.measured.medianMs ?? []);
  const usualMs = measured.length > 0 ? Math.min(...measured) : unmeasuredMs;
  return willing
    .map((worker) => ({ worker, ms: expectedMs(worker, usualMs) }))
    .toSorted((one, other) => one.ms - other.ms || one.worker.underWay - other.worker.underWay)
    .at(0)?.worker;
}

/** How long until one job more is done. A host that was not measured yet is taken to be as fast as the fastest, so that it is tried. */
export function expectedMs({ host, underWay }: Worker, usualMs: number): number {
  const { lastHealth } = host;
  if (!lastHealth) return Number.POSITIVE_INFINITY;
  const { slots, busy, waiting } = lastHealth.capacity;
  // What it said is some seconds old; what we gave it since, it may not have counted.
  const load = Math.max(busy + waiting, underWay) + 1;
  return (lastHealth.measured.medianMs ?? usualMs) * Math.max(1, load / Math.max(1, slots));
}
