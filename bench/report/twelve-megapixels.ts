import { readFile } from 'node:fs/promises';
import { assessCutout } from '../../packages/quality/src/index.ts';
import { openImage } from '../../packages/sdk/src/imaging/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { photoOf } from '../material/photos.ts';
import { alternately, budget, compare } from '../measure.ts';
import { startSide } from '../sides/start.ts';

const allowedMs = 400;

/** The time that scoring adds to a cutout. The peer has no report, so it is a promise. */
export const reportTwelveMegapixels: Benchmark = {
  name: 'report.12mp',
  title: 'scoring a cutout of 12 megapixels against its photo',
  target: { field: 'value', bound: 'at most', limit: allowedMs },
  repeat: 9,
  async run(context) {
    const { path, origin } = await photoOf(12);
    const bytes = await readFile(path);
    const photo = (await openImage(bytes)).pixels();
    await using ours = startSide('ours', context.signal);
    const cutout = await ours.ask('pixels', { photo: bytes });
    const pairs = await alternately(context, {
      unit: 'ms',
      warmUps: 2,
      async ours() {
        const started = performance.now();
        assessCutout({ photo, cutout });
        return performance.now() - started;
      },
      peer: budget(allowedMs),
    });
    return compare(pairs, { unit: 'ms', peer: 'allowed', better: 'less', details: [origin] });
  },
};
