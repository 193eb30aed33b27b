import type { ErrorCode } from '@forecourt/errors';
import type { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { Admission, BreakerState, Breakers, Target } from '../parts.ts';
import { createTargetMap } from '../targets.ts';
import { breakerPolicySchema, coolDownMs } from './policy.ts';
import { type CallWindow, createCallWindow } from './window.ts';

export interface MemoryBreakersOptions extends z.input<typeof breakerPolicySchema> {
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
  /** From 0 to 1. */
  readonly random?: (() => number) | undefined;
}

interface Breaker {
  state: 'closed' | 'open' | 'off';
  /** Counts changes of the state and probes: who was admitted before the last one has nothing to say any more. */
  turn: number;
  readonly window: CallWindow;
  timesOpened: number;
  openUntil: number;
  /** 0 where no probe is under way. */
  probeUntil: number;
  code: ErrorCode | null;
}

/** @see Breakers: the same, without a wait */
export interface MemoryBreakers extends Breakers {
  admit(target: Target): Admission | { readonly until: number };
  read(target: Target): BreakerState;
  reset(target: Target): void;
  switchOff(target: Target): void;
}

/** Breakers of this process alone. They answer at once. @throws INVALID_INPUT */
export function createMemoryBreakers({ clock = Date.now, random = Math.random, ...options }: MemoryBreakersOptions = {}): MemoryBreakers {
  const policy = parseOptions(breakerPolicySchema, options, 'breakers');
  const { failures: mostFailures, failureShare, opensAtOnce, probeLeaseMs, longestCoolDownMs, jitter } = policy;
  const breakerOf = createTargetMap<Breaker>(() => ({
    state: 'closed',
    turn: 0,
    window: createCallWindow(policy.windowMs),
    timesOpened: 0,
    openUntil: 0,
    probeUntil: 0,
    code: null,
  }));

  /** A clock that was set back must not keep a breaker open for as long. */
  const isCoolingDown = (breaker: Breaker, now: number) =>
    now < breaker.openUntil && breaker.openUntil - now <= longestCoolDownMs * (1 + jitter) + 1;

  function open(breaker: Breaker, now: number, code: ErrorCode): void {
    breaker.state = 'open';
    breaker.turn++;
    breaker.timesOpened++;
    breaker.openUntil = now + coolDownMs(policy, breaker.timesOpened, random());
    breaker.probeUntil = 0;
    breaker.code = code;
  }

  function close(breaker: Breaker): void {
    breaker.state = 'closed';
    breaker.turn++;
    breaker.timesOpened = 0;
    breaker.probeUntil = 0;
    breaker.code = null;
    breaker.window.clear();
  }

  function admission(breaker: Breaker, isProbe: boolean): Admission {
    const { turn } = breaker;
    let isReported = false;
    return {
      isProbe,
      report(outcome) {
        if (isReported || breaker.turn !== turn) return;
        isReported = true;
        if (isProbe) {
          if (outcome.kind === 'success') close(breaker);
          else if (outcome.kind === 'failure') open(breaker, clock(), outcome.code);
          else breaker.probeUntil = 0;
          return;
        }
        if (outcome.kind === 'neither') return;
        const now = clock();
        breaker.window.record(now, outcome.kind === 'failure');
        if (outcome.kind !== 'failure') return;
        const { failures, calls } = breaker.window.count(now);
        const isTooMuch = failures >= mostFailures && failures >= failureShare * calls;
        if (isTooMuch || opensAtOnce.includes(outcome.code)) open(breaker, now, outcome.code);
      },
    };
  }

  return {
    admit(target) {
      const breaker = breakerOf(target);
      if (breaker.state === 'closed') return admission(breaker, false);
      if (breaker.state === 'off') return { until: Number.POSITIVE_INFINITY };
      const now = clock();
      if (isCoolingDown(breaker, now)) return { until: breaker.openUntil };
      if (now < breaker.probeUntil && breaker.probeUntil - now <= probeLeaseMs) return { until: breaker.probeUntil };
      breaker.turn++;
      breaker.probeUntil = now + probeLeaseMs;
      return admission(breaker, true);
    },
    read(target) {
      const breaker = breakerOf(target);
      const now = clock();
      if (breaker.state === 'closed') return { state: 'closed', failures: breaker.window.count(now).failures };
      if (breaker.state === 'off') return { state: 'off' };
      return isCoolingDown(breaker, now) ? { state: 'open', until: breaker.openUntil, code: breaker.code } : { state: 'half-open' };
    },
    reset: (target) => close(breakerOf(target)),
    switchOff(target) {
      const breaker = breakerOf(target);
      breaker.state = 'off';
      breaker.turn++;
    },
  };
}
