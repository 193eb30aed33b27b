import { setTimeout } from 'node:timers/promises';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare, median } from '../measure.ts';
import { openFarOffice } from './far-office.ts';

const wantedSeconds = 1;
/** A road that was left has to prove itself, and is taken again after half a minute at the earliest. */
const lookEveryMs = 250;
const cuts = 2;

/** The cable of the road in use is cut without a word: how long the next request takes, which has to find that out and go by the other road. */
export const hostDeadRoad: Benchmark = {
  name: 'hosts.dead-road',
  title: 'seconds that a request to a host takes whose road has just begun to drop packets without a word, the longer of two',
  target: { field: 'value', bound: 'at most', limit: wantedSeconds },
  repeat: 3,
  async run(context) {
    const { signal } = context;
    await using office = await openFarOffice(signal);
    const { client } = office.cloud;
    const ask = async (): Promise<number> => {
      const startedAt = performance.now();
      // Says what is so already: one small request to the agent.
      await client.hosts.drain(office.hostId, false, { signal });
      return (performance.now() - startedAt) / 1000;
    };
    const usual: number[] = [];
    const cutOnce = async (): Promise<number> => {
      await office.untilWhole();
      while ((await office.read()).roads.find(({ isUsed }) => isUsed)?.kind !== 'direct') {
        await setTimeout(lookEveryMs, undefined, { signal });
      }
      usual.push(await ask());
      await using _gone = await office.direct.cut();
      const tookSeconds = await ask();
      context.progress(`answered after ${tookSeconds.toFixed(2)} s`);
      return tookSeconds;
    };
    const pairs = await alternately(context, {
      unit: 's',
      warmUps: 0,
      async ours() {
        let longest = 0;
        for (let cut = 0; cut < cuts; cut++) longest = Math.max(longest, await cutOnce());
        return longest;
      },
      peer: budget(wantedSeconds),
    });
    const details = [`the same request with all roads up: ${median(usual).toFixed(2)} s`];
    return compare(pairs, { unit: 's', peer: 'the wanted bound', better: 'less', details });
  },
};
