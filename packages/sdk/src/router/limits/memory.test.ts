import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slot } from '../parts.ts';
import { createTestClock } from '../testing/time.ts';
import { createMemoryLimits } from './memory.ts';
import { limitsConformance, requireSlot, target } from './testing/conformance.ts';

const clock = createTestClock();
limitsConformance({
  name: 'memory',
  open() {
    const limits = createMemoryLimits({ clock: clock.now });
    return { one: limits, other: limits };
  },
  now: clock.now,
});

const minuteMs = 60_000;

describe('limits in memory', () => {
  it('let no more through than allowed in any minute, wherever it begins, and never refuse for longer than needed', () => {
    const waits = fc.array(fc.oneof(fc.nat(50), fc.nat(3000), fc.constantFrom(0, minuteMs, minuteMs - 1)), {
      minLength: 20,
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), waits, (requestsPerMinute, concurrency, gapsMs) => {
        const time = createTestClock();
        const limits = createMemoryLimits({ clock: time.now });
        const taken: number[] = [];
        const held: Slot[] = [];
        for (const gapMs of gapsMs) {
          time.pass(gapMs);
          if (gapMs % 3 !== 0) void held.shift()?.release();
          const answer = limits.take(target, { requestsPerMinute, concurrency });
          if ('release' in answer) {
            taken.push(time.now());
            held.push(answer);
          } else if ('waitMs' in answer && held.length < concurrency) {
            time.pass(answer.waitMs);
            held.push(requireSlot(limits.take(target, { requestsPerMinute, concurrency })));
            taken.push(time.now());
          }
          expect(held.length).toBeLessThanOrEqual(concurrency);
        }
        for (const [index, at] of taken.entries()) {
          const oneTooMany = taken[index + requestsPerMinute];
          if (oneTooMany !== undefined) expect(oneTooMany - at).toBeGreaterThanOrEqual(minuteMs);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('use nine tenths of what is allowed where there is always something to send', () => {
    for (const requestsPerMinute of [1, 2, 9, 10, 60, 500, 5000]) {
      const time = createTestClock();
      const limits = createMemoryLimits({ clock: time.now });
      let taken = 0;
      const end = time.now() + 10 * minuteMs;
      while (time.now() < end) {
        const answer = limits.take(target, { requestsPerMinute });
        if ('release' in answer) taken++;
        else if ('waitMs' in answer) time.pass(answer.waitMs);
      }
      expect(taken).toBeGreaterThanOrEqual(10 * requestsPerMinute * 0.85);
    }
  });

  it('are not stopped by a clock that was set back', () => {
    const time = createTestClock();
    const limits = createMemoryLimits({ clock: time.now });
    void limits.hold(target, time.now() + 60_000);
    time.pass(-30 * 86_400_000);
    expect(limits.take(target, { requestsPerMinute: 1 })).toHaveProperty('release');
  });
});
