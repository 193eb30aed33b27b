import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { Limits, Slot, Target } from '../parts.ts';
import { createLink, type RedisPartOptions } from '../redis/link.ts';
import { createMemoryLimits } from './memory.ts';
import { paceOf } from './pace.ts';
import { limitsPolicySchema, sharedLimitsSchema } from './policy.ts';
import { holdScript, renewScript, takeScript } from './scripts.ts';

export interface RedisLimitsOptions extends z.input<typeof limitsPolicySchema>, z.input<typeof sharedLimitsSchema>, RedisPartOptions {
  /** Milliseconds since 1970: what `hold` is said in. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Limits that all processes share, by the time of Redis. A slot is leased and renewed while it is held, so that a process that died gives back
 * what it had. While Redis is away each process keeps the limits by itself.
 *
 * @throws INVALID_INPUT
 */
export function createRedisLimits(options: RedisLimitsOptions): Limits {
  const { redis, prefix, patienceMs, warn, clock = Date.now, leaseMs, ...rest } = options;
  const lease = parseOptions(sharedLimitsSchema, { leaseMs }, 'limits').leaseMs;
  const policy = parseOptions(limitsPolicySchema, rest, 'limits');
  const link = createLink({ redis, prefix, patienceMs, warn });
  const memory = createMemoryLimits({ ...policy, clock });
  /** Ids of held slots by the key that they stand in. */
  const held = new Map<string, Set<string>>();
  let renewal: NodeJS.Timeout | undefined;

  const hashKey = ({ provider, operation }: Target) => link.key(`limits:${provider}`, operation);
  const slotsKey = (target: Target) => `${hashKey(target)}:slots`;

  async function renew(): Promise<void> {
    for (const [key, ids] of held) await link.run(renewScript, [key], [lease, ...ids]);
  }

  function keep(key: string, id: string): void {
    const ids = held.get(key) ?? new Set();
    held.set(key, ids.add(id));
    renewal ??= setInterval(() => void renew(), lease / 3).unref();
  }

  function forget(key: string, id: string): void {
    const ids = held.get(key);
    ids?.delete(id);
    if (ids?.size === 0) held.delete(key);
    if (held.size > 0) return;
    clearInterval(renewal);
    renewal = undefined;
  }

  const giveBack = (key: string, id: string) => link.ask((client) => client.zrem(key, id));

  /** Counts in memory too what is under way: it takes over with what it knows. */
  async function slotOf(target: Target, key: string, id: string, local: Slot | undefined): Promise<Slot> {
    const counted = local ?? memory.take(target, {});
    keep(key, id);
    let isTaken = true;
    return {
      async release() {
        if (!isTaken) return;
        isTaken = false;
        if ('release' in counted) await counted.release();
        forget(key, id);
        await giveBack(key, id);
      },
    };
  }

  return {
    async take(target, limits) {
      const key = slotsKey(target);
      const id = randomUUID();
      const pace = limits.requestsPerMinute === undefined ? undefined : paceOf(limits.requestsPerMinute);
      const args = [id, lease, limits.concurrency ?? 0, pace?.intervalMs ?? 0, pace?.toleranceMs ?? 0, policy.askAgainMs];
      const waitMs = await link.run(takeScript, [hashKey(target), key], args, (late) => {
        if (late === 0) void giveBack(key, id);
      });
      if (waitMs !== undefined && waitMs > 0) return { waitMs };
      if (waitMs === 0) return slotOf(target, key, id, undefined);
      const local = memory.take(target, limits);
      return 'release' in local ? slotOf(target, key, id, local) : local;
    },
    async hold(target, untilMs) {
      memory.hold(target, untilMs);
      const forMs = Math.min(Math.ceil(untilMs - clock()), policy.longestHoldMs);
      if (forMs > 0) await link.run(holdScript, [hashKey(target)], [forMs]);
    },
  };
}
