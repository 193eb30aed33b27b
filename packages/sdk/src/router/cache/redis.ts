import { randomUUID } from 'node:crypto';
import { throwIfAborted } from '@forecourt/errors';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { ResultCache } from '../parts.ts';
import { createLink, type RedisPartOptions } from '../redis/link.ts';
import { createFlights, type Made } from './flights.ts';
import { cachePolicySchema, sharedCacheSchema } from './policy.ts';
import { enterScript, keepScript, leaveScript, renewScript, statsScript } from './scripts.ts';
import { createWakes } from './wakes.ts';

export interface RedisCacheOptions extends z.input<typeof cachePolicySchema>, z.input<typeof sharedCacheSchema>, RedisPartOptions {
  /**
   * One more connection of the caller's that is used for nothing else: by it, whoever waits for another process is woken at once. Without it he looks
   * ten times in a second.
   */
  readonly subscriber?: Redis | undefined;
}

/**
 * Results that all processes share, each made by one of them. The one who makes it holds a lock with a lease that he renews; where he fails or dies, the
 * next of those who wait makes it. The oldest results make room for new ones. While Redis is away nothing is kept, and each process makes its own.
 *
 * @throws INVALID_INPUT
 */
export function createRedisCache(options: RedisCacheOptions): ResultCache {
  const { redis, prefix, patienceMs, warn, subscriber, leaseMs, lookAgainMs, ...rest } = options;
  const shared = parseOptions(sharedCacheSchema, { leaseMs, lookAgainMs }, 'a cache');
  const { mostBytes, mostEntryBytes, keepMs } = parseOptions(cachePolicySchema, rest, 'a cache');
  const link = createLink({ redis, prefix, patienceMs, warn });
  const named = (name: string) => link.key('cache', name);
  const results = named('result:');
  const channel = named('made');
  const wakes = createWakes(subscriber, channel, shared.lookAgainMs);
  const fly = createFlights<Uint8Array>();
  const count = { hits: 0, misses: 0, shared: 0 };

  async function read(key: string): Promise<Uint8Array | undefined> {
    const bytes = await link.ask((client) => client.getBuffer(`${results}${key}`));
    return bytes ? new Uint8Array(bytes) : undefined;
  }

  async function keep(key: string, value: Uint8Array): Promise<void> {
    const size = value.byteLength + key.length;
    if (size > Math.min(mostBytes, mostEntryBytes)) return;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    await link.run(keepScript, [`${results}${key}`, named('expiry'), named('sizes')], [key, bytes, size, keepMs, mostBytes, results]);
  }

  async function makeLocked(key: string, lock: string, token: string, make: () => Promise<Uint8Array>): Promise<Made<Uint8Array>> {
    const renewal = setInterval(() => void link.run(renewScript, [lock], [token, shared.leaseMs]), shared.leaseMs / 3).unref();
    try {
      const value = await make();
      await keep(key, value);
      return { value, isShared: false };
    } finally {
      clearInterval(renewal);
      await link.run(leaveScript, [lock], [token, channel, key]);
    }
  }

  async function makeOrWait(key: string, make: () => Promise<Uint8Array>, signal: AbortSignal | undefined): Promise<Made<Uint8Array>> {
    const lock = named(`lock:${key}`);
    const token = randomUUID();
    using listener = await wakes.listen(key);
    for (;;) {
      throwIfAborted(signal);
      const leave = () => void link.run(leaveScript, [lock], [token, channel, key]);
      const found = await link.run(enterScript, [`${results}${key}`, lock], [token, shared.leaseMs], (late) => late === 'mine' && leave());
      if (found === undefined) return { value: await make(), isShared: false };
      if (found === 'mine') return await makeLocked(key, lock, token, make);
      if (found === 'kept') {
        const value = await read(key);
        if (value !== undefined) return { value, isShared: true };
      } else {
        await listener.wait(found, signal);
      }
    }
  }

  return {
    async get(key) {
      const value = await read(key);
      count[value === undefined ? 'misses' : 'hits']++;
      return value;
    },
    set: keep,
    async once(key, make, signal) {
      const made = await fly(key, () => makeOrWait(key, make, signal), signal);
      if (!made.isShared) return made;
      count.shared++;
      return { ...made, value: made.value.slice() };
    },
    async stats() {
      const [entries, bytes] = (await link.run(statsScript, [named('expiry'), named('sizes')], [])) ?? [0, 0];
      return { ...count, entries, bytes };
    },
  };
}
