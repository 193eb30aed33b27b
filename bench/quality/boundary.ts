import { readFile } from 'node:fs/promises';
import type { MaskPixels } from '../../packages/quality/src/index.ts';
import { boundaryIou, iou, mae } from '../../packages/quality/src/metrics/index.ts';
import { createEngine } from '../../packages/sdk/src/engine/index.ts';
import { type Benchmark, Skipped } from '../benchmark.ts';
import { createPeerMasks } from '../material/masks.ts';
import { type LabelledPhoto, readMask } from '../material/sets.ts';
import { compare, figure, mean } from '../measure.ts';
import { peerName } from '../sides/peer.ts';
import { maskBy } from './our-masks.ts';

interface Scores {
  readonly boundaryIou: number;
  readonly iou: number;
  readonly mae: number;
}

interface Row {
  readonly photo: LabelledPhoto;
  readonly mended: Scores;
  readonly careful: Scores;
  readonly peer: Scores;
}

/** Masks against the truth of a set, ours mended and ours careful beside the peer's. */
export function boundaryBenchmark(name: string, what: string, photosOf: () => Promise<readonly LabelledPhoto[]>): Benchmark {
  return {
    name,
    title: `mean boundary IoU with the true masks of ${what}, ours mended`,
    target: { field: 'ratio', bound: 'at least', limit: 1 },
    repeat: 1,
    async run({ signal, progress }) {
      const photos = await photosOf();
      if (photos.length === 0) throw new Skipped(`there are no ${what}`);
      await using engine = createEngine();
      await using peer = createPeerMasks(signal);
      const rows: Row[] = [];
      for (const photo of photos) {
        signal.throwIfAborted();
        progress(`${rows.length + 1} of ${photos.length}: ${photo.id}`);
        const bytes = await readFile(photo.photo);
        const truth = await readMask(photo.mask);
        rows.push({
          photo,
          mended: scoresOf(await maskBy(engine, bytes, {}, signal), truth),
          careful: scoresOf(await maskBy(engine, bytes, { careful: true }, signal), truth),
          peer: scoresOf(await peer.maskOf(bytes), truth),
        });
      }
      const pair = { ours: meanOf(rows, 'mended').boundaryIou, peer: meanOf(rows, 'peer').boundaryIou };
      return compare([pair], { unit: 'boundary IoU', peer: peerName, better: 'more', details: detailsOf(rows) });
    },
  };
}

function scoresOf(mask: MaskPixels, truth: MaskPixels): Scores {
  return { boundaryIou: boundaryIou(mask, truth), iou: iou(mask, truth), mae: mae(mask, truth) };
}

type By = 'mended' | 'careful' | 'peer';

function meanOf(rows: readonly Row[], by: By): Scores {
  return {
    boundaryIou: mean(rows.map((row) => row[by].boundaryIou)),
    iou: mean(rows.map((row) => row[by].iou)),
    mae: mean(rows.map((row) => row[by].mae)),
  };
}

function detailsOf(rows: readonly Row[]): string[] {
  const exact = rows.filter(({ photo }) => photo.isExact);
  return [
    ...table(`${rows.length} pictures`, rows),
    ...(exact.length > 0 && exact.length < rows.length ? table(`the ${exact.length} whose truth is exact to the pixel`, exact) : []),
    ...spreadLines(rows),
  ];
}

function table(title: string, rows: readonly Row[]): string[] {
  const line = (label: string, by: By) => {
    const scores = meanOf(rows, by);
    const ratio = scores.boundaryIou / meanOf(rows, 'peer').boundaryIou;
    return `  ${label.padEnd(14)} boundary IoU ${scores.boundaryIou.toFixed(4)} (${ratio.toFixed(3)} of the peer's)  IoU ${scores.iou.toFixed(4)}  MAE ${scores.mae.toFixed(4)}`;
  };
  return [`${title}:`, line('ours, mended', 'mended'), line('ours, careful', 'careful'), line('peer', 'peer')];
}

/** Where ours falls furthest behind and gets furthest ahead: means hide both. */
function spreadLines(rows: readonly Row[]): string[] {
  const gain = (row: Row, by: By) => row[by].boundaryIou - row.peer.boundaryIou;
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${figure(Math.abs(value))}`;
  return (['mended', 'careful'] as const).flatMap((by) => {
    const sorted = rows.toSorted((one, other) => gain(one, by) - gain(other, by));
    const show = (row: Row | undefined) => (row ? `${signed(gain(row, by))} ${row.photo.id}` : '');
    const behind = rows.filter((row) => gain(row, by) < 0).length;
    return [`ours, ${by}: behind the peer in ${behind} of ${rows.length}; furthest ${show(sorted[0])}, best ${show(sorted.at(-1))}`];
  });
}
