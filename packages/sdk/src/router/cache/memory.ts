import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { parseOptions } from '../options.ts';
import type { CacheStats, ResultCache } from '../parts.ts';
import { createFlights } from './flights.ts';
import { cachePolicySchema } from './policy.ts';

export interface MemoryCacheOptions extends z.input<typeof cachePolicySchema> {
  /** Milliseconds. */
  readonly clock?: (() => number) | undefined;
}

/** @see ResultCache: the same, without a wait but for what is being made */
export interface MemoryCache extends ResultCache {
  get(key: string): Uint8Array | undefined;
  set(key: string, value: Uint8Array): void;
  stats(): CacheStats;
}

/**
 * Results in the memory of this process. Bytes are copied in and out: what a caller does to his own changes nothing for others.
 *
 * @throws INVALID_INPUT
 */
export function createMemoryCache({ clock, ...options }: MemoryCacheOptions = {}): MemoryCache {
  const { mostBytes, mostEntryBytes, keepMs } = parseOptions(cachePolicySchema, options, 'a cache');
  const kept = new LRUCache<string, Uint8Array>({
    maxSize: mostBytes,
    maxEntrySize: Math.min(mostBytes, mostEntryBytes),
    // Its sizes have to be above 0, and a key takes room too.
    sizeCalculation: (value, key) => value.byteLength + key.length,
    ttl: keepMs,
    ...(clock !== undefined && { perf: { now: clock }, ttlResolution: 0 }),
  });
  const fly = createFlights<Uint8Array>();
  let hits = 0;
  let misses = 0;
  let shared = 0;

  const set = (key: string, value: Uint8Array) => {
    kept.set(key, value.slice());
  };
  return {
    get(key) {
      const value = kept.get(key);
      if (value === undefined) misses++;
      else hits++;
      return value?.slice();
    },
    set,
    async once(key, make, signal) {
      const made = await fly(
        key,
        async () => {
          const finished = kept.get(key);
          if (finished !== undefined) return { value: finished, isShared: true };
          const value = await make();
          set(key, value);
          return { value, isShared: false };
        },
        signal,
      );
      if (made.isShared) shared++;
      return made.isShared ? { ...made, value: made.value.slice() } : made;
    },
    stats() {
      kept.purgeStale();
      return { hits, misses, shared, entries: kept.size, bytes: kept.calculatedSize };
    },
  };
}
