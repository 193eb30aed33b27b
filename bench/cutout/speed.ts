import type { Benchmark, Target } from '../benchmark.ts';
import { photoOf } from '../material/photos.ts';
import { alternately, compare } from '../measure.ts';
import type { CutRequest } from '../sides/cutter.ts';
import { peerName } from '../sides/peer.ts';
import { startSide } from '../sides/start.ts';

export interface SpeedOptions {
  readonly megapixels: 1 | 4 | 12;
  readonly format: CutRequest['format'];
  readonly target?: Target;
}

/**
 * Time from a JPEG's bytes to the cutout, both sides warm. Ours without the report, which the peer has not. The peer's
 * answer is a Blob; copying its pixels out of it is not counted.
 */
export function speedBenchmark({ megapixels, format, target }: SpeedOptions): Benchmark {
  return {
    name: `cutout.${megapixels}mp.${format}`,
    title: `bytes of a JPEG of ${megapixels} MP to ${format === 'png' ? 'bytes of a PNG' : 'pixels with alpha'}, warm`,
    ...(target && { target }),
    repeat: 5,
    async run(context) {
      const photo = await photoOf(megapixels);
      await using ours = startSide('ours', context.signal);
      await using peer = startSide('peer', context.signal);
      const given = { photo: photo.path, request: { format, report: false } } as const;
      const inferences: number[] = [];
      const pairs = await alternately(context, {
        unit: 'ms',
        async ours() {
          const { ms, inferenceMs } = await ours.ask('cut', given);
          inferences.push(inferenceMs ?? Number.NaN);
          return ms;
        },
        peer: async () => (await peer.ask('cut', given)).ms,
      });
      const withReport = await ours.ask('cut', { photo: photo.path, request: { format, report: true } });
      const details = [
        photo.origin,
        `of ours, inference: ${Math.round(Math.min(...inferences))} ms at best; once with the report: ${Math.round(withReport.ms)} ms`,
      ];
      return compare(pairs, { unit: 'ms', peer: peerName, better: 'less', details });
    },
  };
}
