import type { Benchmark } from '../benchmark.ts';
import { photoOf } from '../material/photos.ts';
import { alternately, compare } from '../measure.ts';
import { peerName } from '../sides/peer.ts';
import { type SideName, startSide } from '../sides/start.ts';

const pictures = 20;

/** Peak memory of a fresh process that cuts out pictures one after the other. */
export const cutoutMemory: Benchmark = {
  name: 'cutout.memory20',
  title: `peak resident memory of a process over ${pictures} pictures of 4 megapixels to PNG`,
  target: { field: 'ratio', bound: 'at least', limit: 1 },
  repeat: 2,
  async run(context) {
    const photo = await photoOf(4);
    const peakOf = async (name: SideName) => {
      await using side = startSide(name, context.signal);
      for (let at = 0; at < pictures; at++) await side.ask('cut', { photo: photo.path, request: { format: 'png', report: false } });
      return (await side.ask('memory', {})).peakBytes / 1e6;
    };
    const pairs = await alternately(context, { unit: 'MB', warmUps: 0, ours: () => peakOf('ours'), peer: () => peakOf('peer') });
    return compare(pairs, { unit: 'MB', peer: peerName, better: 'less', details: [photo.origin] });
  },
};
