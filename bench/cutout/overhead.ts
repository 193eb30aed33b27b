import type { Benchmark } from '../benchmark.ts';
import { photoOf } from '../material/photos.ts';
import { alternately, budget, compare } from '../measure.ts';
import { startSide } from '../sides/start.ts';

/** What may surround nine tenths of inference. */
const allowed = 1.15;

/**
 * The whole call as a multiple of the inference inside that same call: what everything else costs. There is no peer but
 * the promise, so the ratio is the allowed multiple by ours.
 */
export const cutoutOverhead: Benchmark = {
  name: 'cutout.overhead.4mp',
  title: 'the whole call at 4 megapixels to pixels, as a multiple of its own inference',
  target: { field: 'value', bound: 'at most', limit: allowed },
  repeat: 15,
  async run(context) {
    const photo = await photoOf(4);
    await using ours = startSide('ours', context.signal);
    const outside: number[] = [];
    const pairs = await alternately(context, {
      unit: 'times',
      warmUps: 3,
      async ours() {
        const { ms, inferenceMs } = await ours.ask('cut', { photo: photo.path, request: { format: 'rgba', report: false } });
        outside.push(ms - (inferenceMs ?? Number.NaN));
        return ms / (inferenceMs ?? Number.NaN);
      },
      peer: budget(allowed),
    });
    const details = [photo.origin, `outside of inference: ${Math.round(Math.min(...outside))} ms at best`];
    return compare(pairs, { unit: 'times', peer: 'its own inference, allowed', better: 'less', details });
  },
};
