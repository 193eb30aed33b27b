import { readFile } from 'node:fs/promises';
import type { MaskPixels, RgbaPixels, RgbPixels } from '../../packages/quality/src/index.ts';
import { createEngine } from '../../packages/sdk/src/engine/index.ts';
import { openImage } from '../../packages/sdk/src/imaging/index.ts';
import { type Benchmark, Skipped } from '../benchmark.ts';
import { createPeerMasks } from '../material/masks.ts';
import { readMask, samples } from '../material/sets.ts';
import { compare, figure, mean } from '../measure.ts';
import { peerName } from '../sides/peer.ts';
import { type EdgeColours, edgeColoursOf, trueEdgeOf } from './edge-colours.ts';
import { cutoutBy } from './our-masks.ts';

interface Row {
  readonly id: string;
  readonly ours: EdgeColours;
  readonly uncleaned: EdgeColours;
  readonly peer: EdgeColours;
}

/** Whether a cutout on a plain background shows a rim of the old one. */
export const qualityRim: Benchmark = {
  name: 'quality.rim',
  title: 'mean colour error (ΔE of CIE 1976) along the edge of rendered cars laid on white and on black',
  target: { field: 'ratio', bound: 'at least', limit: 1 },
  repeat: 1,
  async run({ signal, progress }) {
    const photos = await samples();
    if (photos.length === 0) throw new Skipped('there are no rendered cars');
    await using engine = createEngine();
    await using peer = createPeerMasks(signal);
    const rows: Row[] = [];
    for (const { id, photo: path, mask } of photos) {
      signal.throwIfAborted();
      progress(`${rows.length + 1} of ${photos.length}: ${id}`);
      const bytes = await readFile(path);
      const photo = (await openImage(bytes)).pixels();
      const edge = trueEdgeOf(photo, await readMask(mask));
      rows.push({
        id,
        ours: edgeColoursOf(await cutoutBy(engine, bytes, {}, signal), edge),
        uncleaned: edgeColoursOf(await cutoutBy(engine, bytes, { cleanEdges: false }, signal), edge),
        peer: edgeColoursOf(withAlpha(photo, await peer.maskOf(bytes)), edge),
      });
    }
    const pair = { ours: mean(rows.map(({ ours }) => ours.whole)), peer: mean(rows.map((row) => row.peer.whole)) };
    return compare([pair], { unit: 'ΔE', peer: peerName, better: 'less', details: detailsOf(rows) });
  },
};

function detailsOf(rows: readonly Row[]): string[] {
  const line = (label: string, by: 'ours' | 'uncleaned' | 'peer') => {
    const whole = mean(rows.map((row) => row[by].whole));
    const rim = mean(rows.map((row) => row[by].rim));
    return `  ${label.padEnd(30)} edge and colour ${figure(whole)}, colour alone under its own alpha ${figure(rim)}`;
  };
  const worst = rows.toSorted((one, other) => other.ours.rim - one.ours.rim)[0];
  return [
    `${rows.length} pictures; truth: the car's nearest own colour under its true alpha`,
    line('ours', 'ours'),
    line('ours, edges not cleaned', 'uncleaned'),
    line('peer', 'peer'),
    ...(worst ? [`worst rim of ours: ${figure(worst.ours.rim)} ${worst.id}; peer there ${figure(worst.peer.rim)}`] : []),
  ];
}

function withAlpha(photo: RgbPixels, mask: MaskPixels): RgbaPixels {
  const { widthPx, heightPx } = photo;
  const data = new Uint8Array(4 * widthPx * heightPx);
  for (const [at, alpha] of mask.data.entries()) {
    for (let channel = 0; channel < 3; channel++) data[4 * at + channel] = photo.data[3 * at + channel] ?? 0;
    data[4 * at + 3] = alpha;
  }
  return { data, widthPx, heightPx, channels: 4 };
}
