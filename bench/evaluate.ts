// How well the detectors tell defects from clean cutouts, on photos with true masks, beside the baselines.
//
//   npm run evaluate              tables
//   npm run evaluate -- --json    one object a line: { set, evaluation }, rows included
//
// Exit code 0: done. 1: a set could not be evaluated. 2: wrong usage.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  type Evaluation,
  type EvaluationCase,
  evaluateDetectors,
  evaluateOptionsSchema,
  evaluationTable,
  summariseRows,
} from '../packages/quality/src/evaluate/index.ts';
import { openImage } from '../packages/sdk/src/imaging/index.ts';
import { Skipped } from './benchmark.ts';
import { type LabelledPhoto, labelled, readMask, samples } from './material/sets.ts';

const { json } = parse(process.argv.slice(2));
const note = (text: string) => process.stderr.write(`${text}\n`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
}

await evaluateSet('labelled', labelled, (photos, evaluation) => {
  // The same rows again without what blurs the figures: things that are no vehicles, masks that are coarse polygons.
  const exact = new Set(photos.filter(({ isVehicle, isExact }) => isVehicle && isExact).map(({ id }) => id));
  const rows = evaluation.rows.filter(({ id }) => exact.has(id));
  show('labelled, vehicles with exact masks', summariseRows(rows, evaluateOptionsSchema.parse({})));
});
await evaluateSet('samples', samples);

async function evaluateSet(
  set: string,
  photosOf: () => Promise<readonly LabelledPhoto[]>,
  further?: (photos: readonly LabelledPhoto[], evaluation: Evaluation) => void,
): Promise<void> {
  if (stop.signal.aborted) return;
  try {
    const photos = await photosOf();
    const evaluation = await evaluateDetectors(casesOf(set, photos), { signal: stop.signal });
    show(set, evaluation);
    further?.(photos, evaluation);
  } catch (error) {
    if (error instanceof Skipped) {
      note(`${set}: skipped: ${error.message}`);
      return;
    }
    note(`${set}: failed: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  }
}

async function* casesOf(set: string, photos: readonly LabelledPhoto[]): AsyncGenerator<EvaluationCase> {
  for (const [at, { id, group, photo, mask }] of photos.entries()) {
    note(`${set}: ${at + 1} of ${photos.length}: ${id}`);
    const opened = await openImage(await readFile(photo));
    yield { id, group, photo: opened.pixels(), truth: await readMask(mask) };
  }
}

function show(set: string, evaluation: Evaluation): void {
  process.stdout.write(json ? `${JSON.stringify({ set, evaluation })}\n` : `── ${set}\n\n${evaluationTable(evaluation)}\n`);
}

function parse(args: string[]): { json: boolean } {
  try {
    return parseArgs({ args, options: { json: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}
