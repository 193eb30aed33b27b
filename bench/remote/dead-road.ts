import { setTimeout } from 'node:timers/promises';
import { median } from '../measure.ts';
import { cutCables } from './cut-cables.ts';

/** A road that was left has to prove itself, and is taken again after half a minute at the earliest. */
const lookEveryMs = 250;

/** The cable of the road in use is cut without a word: how long the next request takes, which has to find that out and go by the other road. */
export const hostDeadRoad = cutCables({
  name: 'hosts.dead-road',
  title: 'seconds that a request to a host takes whose road has just begun to drop packets without a word, the longer of two',
  wantedSeconds: 1,
  cuts: 2,
  prepare(office, { signal, progress }) {
    const { client } = office.cloud;
    const ask = async (): Promise<number> => {
      const startedAt = performance.now();
      // Says what is so already: one small request to the agent.
      await client.hosts.drain(office.hostId, false, { signal });
      return (performance.now() - startedAt) / 1000;
    };
    const usual: number[] = [];
    return {
      async once() {
        while ((await office.read()).roads.find(({ isUsed }) => isUsed)?.kind !== 'direct') {
          await setTimeout(lookEveryMs, undefined, { signal });
        }
        usual.push(await ask());
        await using _gone = await office.direct.cut();
        const tookSeconds = await ask();
        progress(`answered after ${tookSeconds.toFixed(2)} s`);
        return tookSeconds;
      },
      details: () => [`the same request with all roads up: ${median(usual).toFixed(2)} s`],
    };
  },
});
