import { inSpan } from '../../packages/server/src/telemetry/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';

const rounds = 50_000;
/** A request makes about five spans and takes milliseconds: at this price all of them together are less than a hundredth of it. */
const allowedMicroseconds = 5;

/** What a span costs that nobody collects: every request, job and transaction is one. */
export const serverUntraced: Benchmark = {
  name: 'server.untraced',
  title: 'one span while nobody collects traces',
  target: { field: 'value', bound: 'at most', limit: allowedMicroseconds },
  repeat: 15,
  async run(context) {
    const work = async () => 1;
    const pairs = await alternately(context, {
      unit: 'µs',
      async ours() {
        const started = performance.now();
        for (let round = 0; round < rounds; round++) await inSpan('work', work);
        return ((performance.now() - started) * 1000) / rounds;
      },
      peer: budget(allowedMicroseconds),
    });
    return compare(pairs, { unit: 'µs', peer: 'allowed', better: 'less' });
  },
};
