import type { MaskPixels } from '../pixels.ts';
import { findComponents } from '../raster/components.ts';
import { traceContours } from '../raster/contours.ts';
import { thin } from '../raster/thin.ts';
import { binary, checkPair } from './pair.ts';

/** Errors thinner than twice this many pixels are forgiven. */
const relaxPx = 5;
/** How far a corrected outline may lie from the wanted one, px. */
const tolerancePx = 2;

/**
 * Human correction efforts: about how many clicks a person needs to mend the mask, from 0. One for each corner of the outlines
 * that have to be redrawn, and one for each false or missing region that a single click removes or fills.
 *
 * Source: Qin, Dai, Hu, Fan, Shao and Van Gool, "Highly Accurate Dichotomous Image Segmentation", ECCV 2022, relaxed by 5 px
 * and outlines approximated to 2 px as in the authors' code. Contours are followed along pixel sides here and not from pixel
 * to pixel, so the number of corners may differ by a few.
 */
export function hce(prediction: MaskPixels, truth: MaskPixels): number {
  checkPair(prediction, truth);
  const size = { widthPx: truth.widthPx, heightPx: truth.heightPx };
  const predicted = binary(prediction);
  const wanted = binary(truth);
  const truePositive = combine(predicted, wanted, (one, other) => one & other);
  const falsePositive = combine(predicted, wanted, (one, other) => one & (1 - other));
  const falseNegative = combine(predicted, wanted, (one, other) => (1 - one) & other);
  let core = combine(predicted, wanted, (one, other) => one | other);
  for (let step = 0; step < relaxPx; step++) core = invert(dilateCross(invert(core), size));
  const keptFalse = relax(
    falsePositive,
    core,
    combine(truePositive, falseNegative, (one, other) => one | other),
    size,
  );
  const relaxedMissing = relax(
    falseNegative,
    core,
    combine(truePositive, falsePositive, (one, other) => one | other),
    size,
  );
  const skeleton = thin(wanted, size.widthPx, size.heightPx);
  const keptMissing = Uint8Array.from(relaxedMissing, (value, at) => value | ((skeleton[at] ?? 0) & (1 - (truePositive[at] ?? 0))));
  const beside = combine(truePositive, keptMissing, (one, other) => one | other);
  const ground = Uint8Array.from(truePositive, (value, at) => 1 - (value | (keptFalse[at] ?? 0) | (keptMissing[at] ?? 0)));
  return clicks(keptFalse, beside, size) + clicks(keptMissing, ground, size);
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What is left of `errors` when thin ones are dropped: the part within `core`, grown back where it may. */
function relax(errors: Uint8Array, core: Uint8Array, blocked: Uint8Array, size: Size): Uint8Array {
  let grown = combine(errors, core, (one, other) => one & other);
  for (let step = 0; step < relaxPx; step++) grown = combine(dilateCross(grown, size), blocked, (one, other) => one & (1 - other));
  return combine(errors, grown, (one, other) => one & other);
}

/** Corners of the outlines that touch `condition`, and one for each region that touches it nowhere. */
function clicks(regions: Uint8Array, condition: Uint8Array, size: Size): number {
  const { widthPx, heightPx } = size;
  const near = dilateCross(condition, size);
  const { labels, list } = findComponents(regions, widthPx, heightPx, 1, 8);
  const touching = new Set<number>();
  const seen = new Uint8Array(regions.length);
  let corners = 0;
  const alpha = regions.map((value) => 255 * value);
  for (const { pixels } of traceContours(alpha, widthPx, heightPx)) {
    let line: number[] = [];
    for (const at of pixels) {
      if (line.at(-1) === at) continue;
      if (near[at] === 1 && seen[at] === 0) {
        line.push(at);
        seen[at] = 1;
        touching.add(labels[at] ?? 0);
        continue;
      }
      corners += cornersOf(line, widthPx);
      line = [];
    }
    corners += cornersOf(line, widthPx);
  }
  return corners + list.filter(({ label }) => !touching.has(label)).length;
}

/**
 * Points that an open line keeps when it may be moved by {@link tolerancePx}.
 *
 * Source: Douglas and Peucker, "Algorithms for the Reduction of the Number of Points", Cartographica 10 (1973).
 */
function cornersOf(line: readonly number[], widthPx: number): number {
  if (line.length < 3) return line.length;
  const xOf = (index: number) => (line[index] ?? 0) % widthPx;
  const yOf = (index: number) => Math.floor((line[index] ?? 0) / widthPx);
  let corners = 2;
  const open: [number, number][] = [[0, line.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [first, last] = part;
    const dx = xOf(last) - xOf(first);
    const dy = yOf(last) - yOf(first);
    const length = Math.hypot(dx, dy);
    let farthest = first;
    let most = tolerancePx;
    for (let index = first + 1; index < last; index++) {
      const awayX = xOf(index) - xOf(first);
      const awayY = yOf(index) - yOf(first);
      const away = length === 0 ? Math.hypot(awayX, awayY) : Math.abs(awayX * dy - awayY * dx) / length;
      if (away <= most) continue;
      most = away;
      farthest = index;
    }
    if (farthest === first) continue;
    corners++;
    open.push([first, farthest], [farthest, last]);
  }
  return corners;
}

/** Grows a mask by one pixel up, down, left and right. */
function dilateCross(mask: Uint8Array, { widthPx, heightPx }: Size): Uint8Array {
  const out = mask.slice();
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x;
      if (mask[at] !== 1) continue;
      if (x > 0) out[at - 1] = 1;
      if (x + 1 < widthPx) out[at + 1] = 1;
      if (y > 0) out[at - widthPx] = 1;
      if (y + 1 < heightPx) out[at + widthPx] = 1;
    }
  }
  return out;
}

function invert(mask: Uint8Array): Uint8Array {
  return mask.map((value) => 1 - value);
}

function combine(one: Uint8Array, other: Uint8Array, join: (one: number, other: number) => number): Uint8Array {
  return one.map((value, at) => join(value, other[at] ?? 0));
}
