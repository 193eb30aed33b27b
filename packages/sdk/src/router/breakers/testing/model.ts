import { windowParts } from '../policy.ts';

interface ModelOptions {
  readonly windowMs: number;
  readonly failures: number;
  readonly failureShare: number;
  readonly coolDownMs: number;
  readonly longestCoolDownMs: number;
  readonly probeLeaseMs: number;
  readonly now: () => number;
}

type Outcome = 'success' | 'failure' | 'neither';

/** A breaker as one would write it down, which remembers everything and counts it anew each time. */
export function createModel({ now, ...policy }: ModelOptions) {
  let state: 'closed' | 'open' | 'off' = 'closed';
  let calls: { readonly at: number; readonly isFailure: boolean }[] = [];
  let openings: number[] = [];
  let probe: { readonly id: number; readonly until: number } | undefined;
  let listensTo = new Set<number>();
  let lastId = 0;

  const partOf = (at: number) => Math.floor(at / (policy.windowMs / windowParts));
  const lately = () => calls.filter(({ at }) => partOf(at) > partOf(now()) - windowParts);
  const openUntil = () => {
    const waitMs = Math.min(policy.longestCoolDownMs, policy.coolDownMs * 2 ** (openings.length - 1));
    return (openings.at(-1) ?? 0) + waitMs;
  };
  function become(next: typeof state): void {
    state = next;
    probe = undefined;
    calls = [];
    listensTo = new Set();
    if (next === 'open') openings.push(now());
    if (next === 'closed') openings = [];
  }

  return {
    admit() {
      if (state === 'off') return { until: Number.POSITIVE_INFINITY };
      if (state === 'open' && now() < openUntil()) return { until: openUntil() };
      if (state === 'open' && probe !== undefined && now() < probe.until) return { until: probe.until };
      const id = ++lastId;
      if (state === 'open') {
        probe = { id, until: now() + policy.probeLeaseMs };
        listensTo = new Set();
      }
      listensTo.add(id);
      return { id, isProbe: state === 'open' };
    },
    report(id: number, outcome: Outcome) {
      if (!listensTo.delete(id)) return;
      if (state === 'open') {
        if (outcome === 'success') become('closed');
        else if (outcome === 'failure') become('open');
        else probe = undefined;
        return;
      }
      if (outcome === 'neither') return;
      calls.push({ at: now(), isFailure: outcome === 'failure' });
      const failures = lately().filter(({ isFailure }) => isFailure).length;
      if (outcome === 'failure' && failures >= policy.failures && failures / lately().length >= policy.failureShare) become('open');
    },
    reset: () => become('closed'),
    switchOff: () => become('off'),
    read() {
      if (state === 'off') return { state };
      if (state === 'closed') return { state, failures: lately().filter(({ isFailure }) => isFailure).length };
      return now() < openUntil() ? { state, until: openUntil() } : { state: 'half-open' };
    },
  };
}
