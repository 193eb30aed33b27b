import { randomBytes } from 'node:crypto';
import { startOffice } from '../../e2e/hosts/office.ts';
import { bytesSource } from '../../packages/sdk/src/remote/index.ts';
import { temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, budget, compare, median } from '../measure.ts';

const mebibyte = 1 << 20;
const fileBytes = 64 * mebibyte;
/** The largest chunk that a transfer makes. */
const chunkMebibytes = 16;

/** A file on its way to a host when its road is cut for good: what goes over the wire beyond the file itself. */
export const hostRoadChange: Benchmark = {
  name: 'hosts.road-change',
  title: 'MiB sent again when a road is cut in the middle of 64 MiB and the next one takes over',
  target: { field: 'value', bound: 'at most', limit: chunkMebibytes },
  repeat: 7,
  async run(context) {
    await using folder = await temporaryFolder();
    await using office = await startOffice({ folder: folder.path });
    const { direct, relay } = office.roads;
    const pausesMs: number[] = [];
    const pairs = await alternately(context, {
      unit: 'MiB',
      async ours() {
        await using host = office.connect();
        await host.probe();
        const before = direct.sentBytes + relay.sentBytes;
        let down: Disposable | undefined;
        let isCutting = false;
        await host.send(bytesSource(randomBytes(fileBytes), 'file.bin'), {
          onProgress({ doneBytes, road }) {
            if (road === 'direct' && doneBytes > fileBytes / 4 && !isCutting) {
              isCutting = true;
              const middle = direct.sentBytes + 2 * mebibyte;
              // In the middle of the chunk that follows.
              const cutThere = () => {
                if (direct.sentBytes < middle) return void setImmediate(cutThere);
                down = direct.down();
                const leftAt = performance.now();
                const before = relay.sentBytes;
                const watch = () => {
                  // More than a probe sends.
                  if (relay.sentBytes - before < 50_000) return void setImmediate(watch);
                  pausesMs.push(performance.now() - leftAt);
                };
                watch();
              };
              cutThere();
            }
          },
        });
        down?.[Symbol.dispose]();
        return Math.max(0, direct.sentBytes + relay.sentBytes - before - fileBytes) / mebibyte;
      },
      peer: budget(chunkMebibytes),
    });
    const details = [`from the cut to the file's bytes on the next road: ${median(pausesMs).toFixed(0)} ms`];
    return compare(pairs, { unit: 'MiB', peer: 'one chunk', better: 'less', details });
  },
};
