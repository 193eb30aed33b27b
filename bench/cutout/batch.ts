import type { Benchmark } from '../benchmark.ts';
import { photoOf } from '../material/photos.ts';
import { alternately, compare } from '../measure.ts';
import { peerName } from '../sides/peer.ts';
import { type Side, startSide } from '../sides/start.ts';

const pictures = 8;

/** A car's set of photos: ours takes them all and has two under way, the peer gets one after the other. */
export const cutoutBatch: Benchmark = {
  name: 'cutout.batch',
  title: `photos a minute: ${pictures} of 4 megapixels to PNG, warm`,
  repeat: 3,
  async run(context) {
    const photo = await photoOf(4);
    await using ours = startSide('ours', context.signal);
    await using peer = startSide('peer', context.signal);
    const request = { format: 'png', report: false } as const;
    const perMinute = async (side: Side) => {
      const { ms } = await side.ask('batch', { photo: photo.path, request, count: pictures });
      return (pictures * 60_000) / ms;
    };
    for (const side of [ours, peer]) await side.ask('cut', { photo: photo.path, request });
    const unit = 'photos a minute';
    const pairs = await alternately(context, { unit, warmUps: 0, ours: () => perMinute(ours), peer: () => perMinute(peer) });
    return compare(pairs, { unit, peer: peerName, better: 'more', details: [photo.origin] });
  },
};
