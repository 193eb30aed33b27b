// The process whose memory bench/soak.ts watches: `soak.ts COUNT PHOTO…`, a message after each photo, ends by itself.

import { createEngine, type Engine } from '../../packages/sdk/src/engine/index.ts';
import { installTinyModel, temporaryFolder } from '../../packages/testing/src/index.ts';

export interface SoakSample {
  readonly residentBytes: number;
}

/** As many as the engine works on at once. */
const underWayAtOnce = 2;

/** Side of the real model's input: the mask is scaled as it would be. */
const sidePx = 1024;

// Whoever asked is gone.
process.on('disconnect', () => process.exit());

const [count, ...photos] = process.argv.slice(2);
await using folder = await temporaryFolder();
await using engine = createEngine(await installTinyModel(folder.path, { sidePx }));
let next = 0;
await Promise.all(Array.from({ length: underWayAtOnce }, () => work(engine)));
process.disconnect();

/** One of two lines of photos. */
async function work(through: Engine): Promise<void> {
  for (let at = next++; at < Number(count); at = next++) {
    const { image } = await through.cutout(photos[at % photos.length] ?? '', { format: 'png' });
    if (image.format === 'rgba' || image.bytes.length < 10_000) throw new Error('the stand-in model found no car');
    const sample: SoakSample = { residentBytes: process.memoryUsage.rss() };
    process.send?.(sample);
  }
}
