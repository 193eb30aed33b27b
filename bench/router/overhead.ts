import { setImmediate } from 'node:timers/promises';
import { createRouter, memoryParts } from '../../packages/sdk/src/router/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare, median } from '../measure.ts';
import { percentile } from '../server/percentile.ts';
import { createMemoryProvider } from './memory-provider.ts';

const wantedMicroseconds = 100;
const perSecond = 5000;
const calls = 15_000;

/**
 * One call through a router with breaker, limits, budget, ledger and cache in memory, none of which has it already, less the same call of
 * the bare provider. Calls begin by the clock, five thousand a second: what the collector of garbage takes from them is in their times.
 */
export const routerOverhead: Benchmark = {
  name: 'router.overhead',
  title: 'what a router adds to one call at 5,000 calls/s, 99th percentile, all its parts in memory',
  target: { field: 'value', bound: 'at most', limit: wantedMicroseconds },
  repeat: 5,
  async run(context) {
    const provider = createMemoryProvider();
    const size = { widthPx: 64, heightPx: 64 };
    await using router = createRouter({ providers: [provider], ...memoryParts({ budget: { limits: { day: 1_000_000_000_000 } } }) });
    let seed = 0;
    const medians: number[] = [];
    const busy: number[] = [];
    const pairs = await alternately(context, {
      unit: 'µs',
      warmUps: 2,
      async ours() {
        const bare = await pace(() => provider.generateImage({ prompt: 'a red car', size, seed: ++seed }));
        const routed = await pace(() => router.generateImage({ prompt: 'a red car', size, seed: ++seed }));
        medians.push(percentile(routed.microseconds, 0.5) - percentile(bare.microseconds, 0.5));
        busy.push(routed.busyShare);
        return percentile(routed.microseconds, 0.99) - percentile(bare.microseconds, 0.5);
      },
      peer: budget(wantedMicroseconds),
    });
    const details = [
      `${calls} calls each time; median ${median(medians).toFixed(1)} µs`,
      `${(100 * median(busy)).toFixed(0)} % of a second were spent in calls`,
    ];
    return compare(pairs, { unit: 'µs', peer: 'the wanted bound', better: 'less', details });
  },
};

/** Makes calls by the clock, and takes the time of each from its beginning to its end. */
async function pace(call: () => Promise<unknown>) {
  const microseconds: number[] = [];
  const intervalMs = 1000 / perSecond;
  const startedAt = performance.now();
  let spentMs = 0;
  for (let count = 0; count < calls; count++) {
    while (performance.now() < startedAt + count * intervalMs) await setImmediate();
    const begunAt = performance.now();
    await call();
    const tookMs = performance.now() - begunAt;
    microseconds.push(1000 * tookMs);
    spentMs += tookMs;
  }
  return { microseconds, busyShare: spentMs / (performance.now() - startedAt) };
}
