import { setTimeout } from 'node:timers/promises';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';
import { openFarOffice } from './far-office.ts';

const wantedSeconds = 15;
/** Between two looks at the platform: far below what is measured. */
const lookEveryMs = 50;
/** Probes come every ten seconds: a cable is cut at any moment between two. */
const probesEveryMs = 10_000;

/** All cables of an office are cut without a word; how long the platform still shows its computer as there. */
export const hostDead: Benchmark = {
  name: 'hosts.dead-host',
  title: 'seconds until the platform shows a host as gone whose packets are dropped without a word, the longest of three',
  target: { field: 'value', bound: 'at most', limit: wantedSeconds },
  repeat: 3,
  async run(context) {
    const { signal } = context;
    await using office = await openFarOffice(signal);
    const all: number[] = [];
    const cutOnce = async (): Promise<number> => {
      await office.untilWhole();
      await setTimeout(Math.random() * probesEveryMs, undefined, { signal });
      const startedAt = performance.now();
      await using _direct = await office.direct.cut();
      await using _relay = await office.relay.cut();
      for (;;) {
        const { state } = await office.read();
        if (state === 'offline') break;
        await setTimeout(lookEveryMs, undefined, { signal });
      }
      const tookSeconds = (performance.now() - startedAt) / 1000;
      all.push(tookSeconds);
      context.progress(`gone after ${tookSeconds.toFixed(1)} s`);
      return tookSeconds;
    };
    const pairs = await alternately(context, {
      unit: 's',
      warmUps: 0,
      ours: async () => Math.max(await cutOnce(), await cutOnce(), await cutOnce()),
      peer: budget(wantedSeconds),
    });
    const details = [`${all.length} cuts at any moment, of two roads in network namespaces; the longest ${Math.max(...all).toFixed(1)} s`];
    return compare(pairs, { unit: 's', peer: 'the wanted bound', better: 'less', details });
  },
};
