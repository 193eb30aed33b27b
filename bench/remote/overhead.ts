import { join } from 'node:path';
import { startOffice } from '../../e2e/hosts/office.ts';
import { createRemoteProvider } from '../../packages/sdk/src/providers/remote/index.ts';
import { installTinyModel, redCarPhoto, repositoryFolder, startGuarded, temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, compare, median } from '../measure.ts';

const photos = 30;
const server = join(repositoryFolder, 'bench', 'children', 'plain-cutter.ts');

/**
 * A photo through a host and back, with leases, journal, checksums and events, less the same engine behind a bare HTTP server that has none
 * of them. Both are processes of their own with the same tiny model.
 */
export const hostOverhead: Benchmark = {
  name: 'hosts.overhead',
  title: 'one photo through a host over the direct road, against the same engine behind plain HTTP',
  repeat: 7,
  async run(context) {
    await using folder = await temporaryFolder();
    const { dataDir, cacheDir, model } = await installTinyModel(folder.path);
    const env = { FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: model };
    await using office = await startOffice({ folder: folder.path });
    await using host = office.connect();
    await using remote = createRemoteProvider({ hosts: [host] });
    const plain = await startGuarded(process.execPath, [server], { ready: /listens at \d+/, env, cwd: repositoryFolder });
    try {
      const port = /listens at (\d+)/.exec(plain.output())?.[1];
      let seed = 0;
      const timed = async (cut: (photo: Uint8Array<ArrayBuffer>) => Promise<unknown>): Promise<number> => {
        const times: number[] = [];
        for (let photo = 0; photo < photos; photo++) {
          const image = new Uint8Array(redCarPhoto({ widthPx: 640, heightPx: 480, seed: ++seed }));
          const startedAt = performance.now();
          await cut(image);
          times.push(performance.now() - startedAt);
        }
        return median(times);
      };
      const pairs = await alternately(context, {
        unit: 'ms',
        ours: () => timed((image) => remote.removeBackground({ image })),
        peer: () =>
          timed(async (image) => {
            const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: image });
            return answer.arrayBuffer();
          }),
      });
      const added = median(pairs.map(({ ours, peer }) => ours - peer));
      const details = [`${photos} photos of 0.3 MP each time, one after the other`, `the host adds ${added.toFixed(1)} ms to a photo`];
      return compare(pairs, { unit: 'ms', peer: 'plain HTTP', better: 'less', details });
    } finally {
      await plain.end('SIGTERM');
    }
  },
};
