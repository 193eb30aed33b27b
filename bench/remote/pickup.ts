import { startOffice } from '../../e2e/hosts/office.ts';
import { bytesSource } from '../../packages/sdk/src/remote/index.ts';
import { redCarPhoto, temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';
import { percentile } from '../server/percentile.ts';

const wantedMs = 250;
const jobs = 200;

/** From putting a job to hearing that it runs, on an agent that is a process of its own, over the direct road. */
export const hostPickup: Benchmark = {
  name: 'hosts.pickup',
  title: 'a host takes a job up, 95th percentile, from the request to the event that says so',
  target: { field: 'value', bound: 'at most', limit: wantedMs },
  repeat: 5,
  async run(context) {
    await using folder = await temporaryFolder();
    await using office = await startOffice({ folder: folder.path });
    await using host = office.connect();
    const photo = await host.send(bytesSource(redCarPhoto(), 'car.png'));
    let number = 0;
    const pickUp = async (): Promise<number> => {
      const startedAt = performance.now();
      let tookMs = Number.NaN;
      await host.run(
        { operation: 'removeBackground', inputs: [photo] },
        {
          key: `pickup-${process.pid}-${++number}`,
          onEvent(event) {
            if (event.type === 'state' && event.state === 'running') tookMs = performance.now() - startedAt;
          },
        },
      );
      return tookMs;
    };
    const medians: number[] = [];
    const pairs = await alternately(context, {
      unit: 'ms',
      async ours() {
        const times: number[] = [];
        for (let job = 0; job < jobs; job++) times.push(await pickUp());
        medians.push(percentile(times, 0.5));
        return percentile(times, 0.95);
      },
      peer: budget(wantedMs),
    });
    const details = [`${jobs} jobs one after the other; median ${percentile(medians, 0.5).toFixed(1)} ms`];
    return compare(pairs, { unit: 'ms', peer: 'the wanted bound', better: 'less', details });
  },
};
