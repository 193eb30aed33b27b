import { isErrorCode } from '@forecourt/errors';
import type { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { Admission, Breakers, Target } from '../parts.ts';
import { createLink, type RedisPartOptions, requireShared } from '../redis/link.ts';
import { createTargetMap } from '../targets.ts';
import { createMemoryBreakers } from './memory.ts';
import { breakerPolicySchema } from './policy.ts';
import { admitScript, readScript, reportScript, switchScript } from './scripts.ts';

export interface RedisBreakersOptions extends z.input<typeof breakerPolicySchema>, RedisPartOptions {
  /** Milliseconds since 1970; only to say in this process's time what Redis says in its own. */
  readonly clock?: (() => number) | undefined;
  /** From 0 to 1. */
  readonly random?: (() => number) | undefined;
}

/**
 * Breakers that all processes share. Each step is one script and one way to Redis and back, by the time of Redis, so that the call after the one that
 * opened a breaker finds it open, wherever it is made. While Redis is away each process keeps its own, and what is done by hand is refused
 * (SHARED_STATE_UNAVAILABLE).
 *
 * @throws INVALID_INPUT
 */
export function createRedisBreakers(options: RedisBreakersOptions): Breakers {
  const { redis, prefix, patienceMs, warn, clock = Date.now, random = Math.random, ...rest } = options;
  const policy = parseOptions(breakerPolicySchema, rest, 'breakers');
  const link = createLink({ redis, prefix, patienceMs, warn });
  const memory = createMemoryBreakers({ ...policy, clock, random });
  const { windowMs, failures, failureShare, opensAtOnce, longestCoolDownMs, jitter, probeLeaseMs } = policy;
  // Longer than anything that is remembered counts for.
  const keepMs = 2 * (windowMs + longestCoolDownMs + probeLeaseMs);
  const keysOf = ({ provider, operation }: Target) => [link.key(`breaker:${provider}`, operation)];

  /** What somebody switched off stays off while Redis is away, as far as this process knows. */
  const known = createTargetMap(() => ({ isOff: false }));
  function remember(target: Target, isOff: boolean): void {
    if (known(target).isOff === isOff) return;
    known(target).isOff = isOff;
    if (isOff) memory.switchOff(target);
    else memory.reset(target);
  }

  function admission(target: Target, turn: number, isProbe: boolean): Admission {
    let isReported = false;
    return {
      isProbe,
      async report(outcome) {
        if (isReported) return;
        isReported = true;
        const code = outcome.kind === 'failure' ? outcome.code : '';
        const opens = code !== '' && opensAtOnce.includes(code);
        const stretch = 1 + jitter * random();
        const call = [turn, Number(isProbe), outcome.kind, code, Number(opens)];
        const limits = [policy.coolDownMs, longestCoolDownMs, stretch, windowMs, failures, failureShare, keepMs];
        const counted = await link.run(reportScript, keysOf(target), [...call, ...limits]);
        if (counted !== undefined) return;
        const local = memory.admit(target);
        if ('report' in local) await local.report(outcome);
      },
    };
  }

  return {
    async admit(target) {
      const reply = await link.run(admitScript, keysOf(target), [probeLeaseMs, keepMs]);
      if (reply === undefined) return memory.admit(target);
      const [answer, turn, waitMs] = reply;
      remember(target, answer === 'off');
      if (answer === 'off') return { until: Number.POSITIVE_INFINITY };
      return answer === 'wait' ? { until: clock() + waitMs } : admission(target, turn, answer === 'probe');
    },
    async read(target) {
      const reply = await link.run(readScript, keysOf(target), [windowMs]);
      if (reply === undefined) return memory.read(target);
      const [state, count, waitMs, code] = reply;
      if (state === 'closed') return { state, failures: count };
      if (state === 'off') return { state };
      return waitMs === 0 ? { state: 'half-open' } : { state, until: clock() + waitMs, code: isErrorCode(code) ? code : null };
    },
    async reset(target) {
      requireShared(await link.run(switchScript, keysOf(target), ['', keepMs]), 'The breaker was not reset');
      memory.reset(target);
      known(target).isOff = false;
    },
    async switchOff(target) {
      requireShared(await link.run(switchScript, keysOf(target), ['off', keepMs]), 'Nothing was switched off');
      remember(target, true);
    },
  };
}
