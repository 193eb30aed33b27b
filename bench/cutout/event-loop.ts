import type { Benchmark } from '../benchmark.ts';
import { photoOf } from '../material/photos.ts';
import { alternately, compare, figure } from '../measure.ts';
import { peerName } from '../sides/peer.ts';
import { type Side, startSide } from '../sides/start.ts';
import type { Hold } from '../sides/tasks.ts';

const pictures = 10;

/**
 * The longest time that the caller's event loop stood still: how long another request of the same process waits at
 * worst. The tick of an idle loop is taken off.
 */
export const cutoutEventLoop: Benchmark = {
  name: 'cutout.eventloop',
  title: `longest hold of the caller's event loop during ${pictures} pictures of 12 megapixels to PNG, ours with the report`,
  target: { field: 'value', bound: 'at most', limit: 20 },
  repeat: 2,
  async run(context) {
    const photo = await photoOf(12);
    await using ours = startSide('ours', context.signal);
    await using peer = startSide('peer', context.signal);
    const idle: number[] = [];
    const holdOf = async (side: Side, report: boolean) => {
      const hold = await side.ask('hold', { photo: photo.path, request: { format: 'png', report }, count: pictures });
      idle.push(hold.idleLongestMs - hold.idleTickMs);
      return beyondIdle(hold);
    };
    const warm = { photo: photo.path, request: { format: 'png', report: true } } as const;
    await ours.ask('cut', warm);
    await peer.ask('cut', warm);
    const pairs = await alternately(context, {
      unit: 'ms',
      warmUps: 0,
      ours: () => holdOf(ours, true),
      peer: () => holdOf(peer, false),
    });
    const details = [photo.origin, `longest hold in two idle seconds, the machine's own noise: ${figure(Math.max(...idle))} ms`];
    return compare(pairs, { unit: 'ms', peer: peerName, better: 'less', details });
  },
};

/** No clock is finer than the monitor's millisecond, so no hold counts as less than that. */
function beyondIdle({ longestMs, idleTickMs }: Hold): number {
  return Math.max(1, longestMs - idleTickMs);
}
