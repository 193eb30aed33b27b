import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../testing/time.ts';
import { createMemoryCache } from './memory.ts';
import { bytesOf, cacheConformance, textOf } from './testing/conformance.ts';

const clock = createTestClock();
cacheConformance({
  name: 'memory',
  open(policy, count) {
    const cache = createMemoryCache({ ...policy, clock: clock.now });
    return Array.from({ length: count }, () => cache);
  },
  until: clock.until,
});

const key = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('set' as const), key, length: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('get' as const), key, spoil: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('once' as const), key, fails: fc.boolean(), callers: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(120) }) },
);

describe('a cache in memory', () => {
  it('never gives a wrong or an old value, makes nothing twice at once, and is never larger than it may be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const time = createTestClock();
        const cache = createMemoryCache({ mostBytes: 150, mostEntryBytes: 50, keepMs: 100, clock: time.now });
        /** What stands under a key, if anything does: the newest, until it is too old. */
        const newest = new Map<string, { readonly text: string; readonly until: number }>();
        let version = 0;
        const isRight = (name: string, text: string | undefined) => {
          const known = newest.get(name);
          return text === undefined || (known !== undefined && known.text === text && time.now() <= known.until);
        };
        for (const each of steps) {
          const text = () => `${each.kind === 'set' ? '.'.repeat(each.length) : ''}${++version}`;
          if (each.kind === 'pass') time.pass(each.ms);
          else if (each.kind === 'set') {
            const value = text();
            cache.set(each.key, bytesOf(value));
            newest.set(each.key, { text: value, until: time.now() + 100 });
          } else if (each.kind === 'get') {
            const value = cache.get(each.key);
            expect(isRight(each.key, textOf(value))).toBe(true);
            if (each.spoil) value?.fill(0);
          } else {
            let atOnce = 0;
            let made = 0;
            const make = async () => {
              expect(++atOnce).toBe(1);
              await null;
              atOnce--;
              made++;
              if (each.fails && made === 1) throw new TypeError('refused');
              const value = text();
              newest.set(each.key, { text: value, until: time.now() + 100 });
              return bytesOf(value);
            };
            const results = await Promise.allSettled(Array.from({ length: each.callers }, () => cache.once(each.key, make)));
            const values = results.flatMap((result) => (result.status === 'fulfilled' ? [textOf(result.value.value)] : []));
            expect(values.every((value) => value !== undefined && isRight(each.key, value))).toBe(true);
            expect(results.length - values.length).toBe(each.fails && made > 0 ? 1 : 0);
            expect(made).toBeLessThanOrEqual(each.fails ? 2 : 1);
          }
          expect(cache.stats().bytes).toBeLessThanOrEqual(150);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
