import { setTimeout as wait } from 'node:timers/promises';
import { startColumn } from '../../packages/testing/src/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';
import { treeUse } from './processes.ts';

const allowedMb = 500;
/** Start-up garbage is gone by then. */
const settleMs = 10_000;

/** Resident memory of a server that has started and has nothing to do, with everything that it started. */
export const serverIdleMemory: Benchmark = {
  name: 'server.idlememory',
  title: 'resident memory of the idle server on PGlite with its children',
  target: { field: 'value', bound: 'at most', limit: allowedMb },
  repeat: 3,
  async run(context) {
    await using column = await startColumn('embedded');
    const [server] = column.servers;
    let processes = 0;
    const pairs = await alternately(context, {
      unit: 'MB',
      warmUps: 0,
      async ours() {
        await server?.stop();
        await server?.restart();
        await wait(settleMs, undefined, { signal: context.signal });
        const use = await treeUse(server?.pid ?? 0);
        processes = use.processes;
        return use.residentBytes / 1e6;
      },
      peer: budget(allowedMb),
    });
    return compare(pairs, { unit: 'MB', peer: 'allowed', better: 'less', details: [`${processes} process(es)`] });
  },
};
