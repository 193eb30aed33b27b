import { setTimeout } from 'node:timers/promises';
import { cutCables } from './cut-cables.ts';

/** Between two looks at the platform: far below what is measured. */
const lookEveryMs = 50;
/** Probes come every ten seconds: a cable is cut at any moment between two. */
const probesEveryMs = 10_000;

/** All cables of an office are cut without a word; how long the platform still shows its computer as there. */
export const hostDead = cutCables({
  name: 'hosts.dead-host',
  title: 'seconds until the platform shows a host as gone whose packets are dropped without a word, the longest of three',
  wantedSeconds: 15,
  cuts: 3,
  prepare(office, { signal, progress }) {
    const all: number[] = [];
    return {
      async once() {
        await setTimeout(Math.random() * probesEveryMs, undefined, { signal });
        const startedAt = performance.now();
        await using _direct = await office.direct.cut();
        await using _relay = await office.relay.cut();
        while ((await office.read()).state !== 'offline') await setTimeout(lookEveryMs, undefined, { signal });
        const tookSeconds = (performance.now() - startedAt) / 1000;
        all.push(tookSeconds);
        progress(`gone after ${tookSeconds.toFixed(1)} s`);
        return tookSeconds;
      },
      details: () => [`${all.length} cuts at any moment, of two roads in network namespaces; the longest ${Math.max(...all).toFixed(1)} s`],
    };
  },
});
