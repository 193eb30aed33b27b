import type { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { Limits, Slot, Target } from '../parts.ts';
import { createTargetMap } from '../targets.ts';
import { type Pace, paceOf } from './pace.ts';
import { limitsPolicySchema } from './policy.ts';

export interface MemoryLimitsOptions extends z.input<typeof limitsPolicySchema> {
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
}

interface Use {
  underWay: number;
  /** When the next request would be due at an even pace. */
  dueAt: number;
  heldUntil: number;
}

/** @see Limits: the same, without a wait */
export interface MemoryLimits extends Limits {
  take(target: Target, limits: Parameters<Limits['take']>[1]): Slot | { readonly waitMs: number };
  hold(target: Target, untilMs: number): void;
}

/** Limits of this process alone. They answer at once. @throws INVALID_INPUT */
export function createMemoryLimits({ clock = Date.now, ...options }: MemoryLimitsOptions = {}): MemoryLimits {
  const { askAgainMs, longestHoldMs } = parseOptions(limitsPolicySchema, options, 'limits');
  const useOf = createTargetMap<Use>(() => ({ underWay: 0, dueAt: 0, heldUntil: 0 }));
  const paces = new Map<number, Pace>();

  function paceFor(requestsPerMinute: number): Pace {
    let pace = paces.get(requestsPerMinute);
    if (pace === undefined) {
      pace = paceOf(requestsPerMinute);
      paces.set(requestsPerMinute, pace);
    }
    return pace;
  }

  return {
    take(target, { concurrency, requestsPerMinute }) {
      const use = useOf(target);
      const now = clock();
      // More than was ever held: the clock was set back.
      if (now < use.heldUntil && use.heldUntil - now <= longestHoldMs) return { waitMs: use.heldUntil - now };
      if (concurrency !== undefined && use.underWay >= concurrency) return { waitMs: askAgainMs };
      if (requestsPerMinute !== undefined) {
        const { intervalMs, toleranceMs } = paceFor(requestsPerMinute);
        const latest = now + toleranceMs + intervalMs;
        const dueAt = Math.max(now, Math.min(use.dueAt, latest));
        if (dueAt - toleranceMs > now) return { waitMs: Math.ceil(dueAt - toleranceMs - now) };
        use.dueAt = dueAt + intervalMs;
      }
      use.underWay++;
      let isTaken = true;
      return {
        release() {
          if (isTaken) use.underWay--;
          isTaken = false;
        },
      };
    },
    hold(target, untilMs) {
      const use = useOf(target);
      const latest = clock() + longestHoldMs;
      use.heldUntil = Math.max(use.heldUntil > latest ? 0 : use.heldUntil, Math.min(untilMs, latest));
    },
  };
}
