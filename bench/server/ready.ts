import { startColumn } from '../../packages/testing/src/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';

const allowedMs = 3000;

/** From the start of the process to the first time that it says it may be used, on a data folder that has been used before. */
export const serverReady: Benchmark = {
  name: 'server.ready',
  title: 'warm start of the server on PGlite, to /readyz',
  target: { field: 'value', bound: 'at most', limit: allowedMs },
  repeat: 7,
  async run(context) {
    await using column = await startColumn('embedded');
    const [server] = column.servers;
    const pairs = await alternately(context, {
      unit: 'ms',
      async ours() {
        await server?.stop();
        const started = performance.now();
        await server?.restart();
        return performance.now() - started;
      },
      peer: budget(allowedMs),
    });
    return compare(pairs, { unit: 'ms', peer: 'allowed', better: 'less' });
  },
};
