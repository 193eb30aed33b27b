import { erode } from '../raster/erode.ts';
import type { CutoutView } from './cutout-view.ts';
import type { PhotoView } from './photo-view.ts';

/** Tells for any colour whether it is rather found in the car (above 0) or in the ground round it (below 0), as a log ratio. */
export type ColourModel = (red: number, green: number, blue: number) => number;

const levels = 16;
/** Of the diagonal: colours right at the edge are mixed, and ground further away is not what a mask gets wrong. */
const nearShare = 0.005;
const farShare = 0.12;
/** A colour that was never seen says nothing; this share of all pixels is added to both sides. */
const unseen = 2e-5;

/** Counts colours inside the mask and in a ring round it, sixteen levels a channel, and smooths the counts a little. */
export function modelColours(cutout: CutoutView, photo: PhotoView): ColourModel {
  const { grid, diagonalPx } = cutout.frame;
  const nearPx = Math.max(1, Math.round(nearShare * diagonalPx));
  const ground = cutout.mask.map((value) => 1 - value);
  const deepInside = erode(cutout.mask, grid.widthPx, grid.heightPx, nearPx, 1);
  const outside = erode(ground, grid.widthPx, grid.heightPx, nearPx, 1);
  const farOutside = erode(ground, grid.widthPx, grid.heightPx, Math.round(farShare * diagonalPx), 1);
  const carCounts = new Float32Array(levels ** 3);
  const groundCounts = new Float32Array(levels ** 3);
  for (let at = 0; at < cutout.mask.length; at++) {
    const counts = deepInside[at] === 1 ? carCounts : outside[at] === 1 && farOutside[at] === 0 ? groundCounts : undefined;
    if (!counts) continue;
    const bin = binOf(photo.rgb[at * 3] ?? 0, photo.rgb[at * 3 + 1] ?? 0, photo.rgb[at * 3 + 2] ?? 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const carShare = shares(carCounts);
  const groundShare = shares(groundCounts);
  const ratio = carShare.map((share, bin) => Math.log((share + unseen) / ((groundShare[bin] ?? 0) + unseen)));
  return (red, green, blue) => ratio[binOf(red, green, blue)] ?? 0;
}

function binOf(red: number, green: number, blue: number): number {
  return ((red >> 4) * levels + (green >> 4)) * levels + (blue >> 4);
}

function shares(counts: Float32Array): Float32Array {
  const smooth = smoothAlong(smoothAlong(smoothAlong(counts, 1), levels), levels * levels);
  const sum = Math.max(
    1,
    smooth.reduce((total, value) => total + value, 0),
  );
  return smooth.map((value) => value / sum);
}

/** One quarter, one half, one quarter along the axis whose neighbours are `stride` apart. */
function smoothAlong(counts: Float32Array, stride: number): Float32Array {
  return counts.map((value, bin) => {
    const level = Math.floor(bin / stride) % levels;
    const before = level > 0 ? (counts[bin - stride] ?? 0) : value;
    const after = level < levels - 1 ? (counts[bin + stride] ?? 0) : value;
    return (before + 2 * value + after) / 4;
  });
}
