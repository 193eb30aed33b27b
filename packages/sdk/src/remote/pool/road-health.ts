import type { ForecourtError } from '@forecourt/errors';

/** The rhythm of probes. A host that dies right after a good probe is noticed after 10 s and two of these limits: within 15 s. */
export const probing = {
  everyMs: 10_000,
  /** For a road that is up: its connection is open. */
  limitMs: 2_250,
  /** For one that has to connect first. */
  connectLimitMs: 10_000,
  /** Between the good probes that bring a road back. */
  confirmMs: 1_000,
  /** Longest first and longest wait of the backoff. */
  firstMs: 1_000,
  mostMs: 30_000,
  /** Full jitter (Brooker, “Exponential backoff and jitter”, 2015) may draw a zero: that would hammer. */
  leastMs: 50,
} as const;

const outcomesKept = 30;
const latenciesKept = 9;
const goodProbesToReturn = 2;
const mostGoodProbes = 16;
/** A road that fell so lately has to prove itself for longer each time. */
const relapseMs = 300_000;

/** What is known of one road. It decides nothing by a clock of its own: every event carries its time. */
export interface RoadHealth {
  readonly state: 'up' | 'down' | 'unknown';
  /** Down, and a probe got through since: better than a road that is dead. */
  readonly isComing: boolean;
  readonly latencyMs: number | null;
  /** Share of the last 30 probes that failed; null before the first. */
  readonly lossShare: number | null;
  /** The same of the probes that were made while it was up: how far it is to be relied on when it works. */
  readonly flakyShare: number;
  readonly lastSuccessAt: number | null;
  readonly problem: ForecourtError | null;
  /** When it is probed next. */
  readonly nextProbeAt: number;
  probeSucceeded(at: number, latencyMs: number): void;
  probeFailed(at: number, error: ForecourtError): void;
  requestSucceeded(at: number): void;
  /** One is enough: the road is left at once. */
  requestFailed(at: number, error: ForecourtError): void;
}

export function createRoadHealth({ at: bornAt, random }: { readonly at: number; readonly random: () => number }): RoadHealth {
  let state: RoadHealth['state'] = 'unknown';
  let outcomes: readonly boolean[] = [];
  let outcomesWhileUp: readonly boolean[] = [];
  let latencies: readonly number[] = [];
  let falls: readonly number[] = [];
  let failures = 0;
  let tries = 0;
  let goodProbes = 0;
  let lastSuccessAt: number | null = null;
  let problem: ForecourtError | null = null;
  let nextProbeAt = bornAt;

  const record = (isGood: boolean) => {
    outcomes = [...outcomes, isGood].slice(-outcomesKept);
    if (state === 'up') outcomesWhileUp = [...outcomesWhileUp, isGood].slice(-outcomesKept);
  };
  const backoff = () => {
    const most = Math.min(probing.mostMs, probing.firstMs * 2 ** Math.min(tries, 20));
    // A changed host key and a refused sign-in wait for people: nothing is gained by asking every second.
    const patient = problem !== null && !problem.retryable ? probing.mostMs : most;
    return Math.max(probing.leastMs, random() * patient);
  };
  const fall = (at: number) => {
    if (state !== 'down') falls = [...falls.filter((fallen) => at - fallen < relapseMs), at];
    if (state !== 'down') tries = 0;
    else tries++;
    state = 'down';
    goodProbes = 0;
    failures = 0;
    nextProbeAt = at + backoff();
  };
  const rise = (at: number) => {
    lastSuccessAt = at;
    failures = 0;
    if (state !== 'down') {
      state = 'up';
    } else {
      goodProbes++;
      if (goodProbes >= Math.min(mostGoodProbes, goodProbesToReturn * 2 ** Math.max(0, falls.length - 1))) {
        state = 'up';
        tries = 0;
      }
    }
    if (state === 'up') problem = null;
  };

  return {
    get state() {
      return state;
    },
    get isComing() {
      return state === 'down' && goodProbes > 0;
    },
    get latencyMs() {
      return median(latencies);
    },
    get lossShare() {
      return outcomes.length === 0 ? null : failedShare(outcomes);
    },
    get flakyShare() {
      return failedShare(outcomesWhileUp);
    },
    get lastSuccessAt() {
      return lastSuccessAt;
    },
    get problem() {
      return problem;
    },
    get nextProbeAt() {
      return nextProbeAt;
    },
    probeSucceeded(at, latencyMs) {
      record(true);
      latencies = [...latencies, latencyMs].slice(-latenciesKept);
      falls = falls.filter((fallen) => at - fallen < relapseMs);
      rise(at);
      nextProbeAt = at + (state === 'up' ? probing.everyMs : probing.confirmMs);
    },
    probeFailed(at, error) {
      record(false);
      problem = error;
      failures++;
      if (state === 'up' && failures < 2) nextProbeAt = at;
      else fall(at);
    },
    requestSucceeded(at) {
      // Only what probes say brings a road back, lest it comes and goes with the traffic.
      lastSuccessAt = at;
      if (state === 'up') failures = 0;
    },
    requestFailed(at, error) {
      problem = error;
      fall(at);
    },
  };
}

function failedShare(outcomes: readonly boolean[]): number {
  return outcomes.length === 0 ? 0 : outcomes.filter((isGood) => !isGood).length / outcomes.length;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? null;
}
