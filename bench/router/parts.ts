import { createMemoryBreakers, createMemoryBudget, createMemoryCache, createMemoryLimits } from '../../packages/sdk/src/router/index.ts';
import { createLimiter } from '../../packages/server/src/redis/limiter.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, compare, median } from '../measure.ts';

const rounds = 200_000;
const target = { provider: 'openai', operation: 'generateImage' } as const;
/** So much that nothing is ever refused. */
const plenty = 1e15;
const requestsPerMinute = 60_000_000_000;

/** What a router asks of its parts for one call, all in memory, beside one question to a limiter that does a part of one of them. */
export const routerParts: Benchmark = {
  name: 'router.parts',
  title: 'breaker, limits, budget and a look into the cache for one call, in memory, beside one point of rate-limiter-flexible in memory',
  repeat: 7,
  async run(context) {
    const steps = makeSteps();
    const limiter = createLimiter({ name: 'bench', points: plenty, windowSeconds: 3600 });
    const times = new Map<string, number[]>();
    const pairs = await alternately(context, {
      unit: 'ns',
      async ours() {
        let sum = 0;
        for (const [name, step] of Object.entries(steps)) {
          const startedAt = performance.now();
          for (let round = 0; round < rounds; round++) step();
          const tookNs = nanosecondsSince(startedAt);
          times.set(name, [...(times.get(name) ?? []), tookNs]);
          sum += tookNs;
        }
        return sum;
      },
      async peer() {
        const startedAt = performance.now();
        for (let round = 0; round < rounds; round++) await limiter.consume('bench');
        return nanosecondsSince(startedAt);
      },
    });
    const details = [...times].map(([name, each]) => `${name}: ${median(each).toFixed(0)} ns`);
    return compare(pairs, { unit: 'ns', peer: 'rate-limiter-flexible', better: 'less', details });
  },
};

const nanosecondsSince = (startedAt: number) => ((performance.now() - startedAt) * 1e6) / rounds;

function makeSteps(): Readonly<Record<string, () => void>> {
  const breakers = createMemoryBreakers();
  const limits = createMemoryLimits();
  const budget = createMemoryBudget({ limits: { day: plenty, month: plenty } });
  const cache = createMemoryCache();
  return {
    breaker() {
      const admission = breakers.admit(target);
      if ('report' in admission) void admission.report({ kind: 'success' });
    },
    limits() {
      const slot = limits.take(target, { concurrency: 100, requestsPerMinute });
      if ('release' in slot) void slot.release();
    },
    budget() {
      const reservation = budget.reserve('bench', 40_000);
      if ('settle' in reservation) void reservation.settle(30_000);
    },
    'look into the cache': () => void cache.get('missing'),
  };
}
