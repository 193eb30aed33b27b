import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { iou } from '../../packages/quality/src/metrics/index.ts';
import { createEngine } from '../../packages/sdk/src/engine/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { createPeerMasks } from '../material/masks.ts';
import { sharedPhotos } from '../material/photos.ts';
import { compare, figure, mean } from '../measure.ts';
import { maskBy } from './our-masks.ts';

const wanted = 0.98;

/**
 * Whether the same weights give the same mask, before ours is mended: a mistake in scaling or colours would show here.
 * Nobody can be better than the same, so the ratio is ours by what is wanted.
 */
export const qualityParity: Benchmark = {
  name: 'quality.parity',
  title: "mean IoU of our mask before mending with the peer's, on other people's photos",
  target: { field: 'value', bound: 'at least', limit: wanted },
  repeat: 1,
  async run({ signal, progress }) {
    await using engine = createEngine();
    await using peer = createPeerMasks(signal);
    const rows: { name: string; iou: number }[] = [];
    for (const path of await sharedPhotos()) {
      signal.throwIfAborted();
      progress(basename(path));
      const photo = await readFile(path);
      rows.push({ name: basename(path), iou: iou(await maskBy(engine, photo, { mend: false }, signal), await peer.maskOf(photo)) });
    }
    const details = rows.map((row) => `${figure(row.iou)}  ${row.name}`);
    const pair = { ours: mean(rows.map((row) => row.iou)), peer: wanted };
    return compare([pair], { unit: 'IoU', peer: "wanted, with the peer's mask", better: 'more', details });
  },
};
