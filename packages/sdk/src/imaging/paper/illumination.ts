import type { RgbPixels } from '@forecourt/quality';
import { boxMean } from '@forecourt/quality/raster';
import { type Cells, close, lightCells } from './cells.ts';
import { fitSurface, heightAt, placeOf, type Surface } from './surface.ts';

/** As many cells along the longer side. */
const cellsAlong = 128;
/** A dark mark wider than this share of the longer side is not taken for a line. */
const widestMark = 0.08;
/** A shadow leaves at least so much of the light; what is darker was drawn. */
const darkestShadow = 0.45;
/** A shadow is grey: its colours fall by about the same share. What is coloured was drawn. */
const mostTint = 1.22;
/** Paper is not darker than this share of the surface through what is light. */
const paperShare = 0.82;

/**
 * The paper of a photographed drawing without what is drawn on it, in cells: its colour under the light at each place, shadows included.
 *
 * Source: the background surface of Gatos, Pratikakis and Perantonis, "Adaptive degraded document image binarization", Pattern Recognition 39
 * (2006), here by a grey-level closing; where that finds something wide that no shadow can be, a quadratic surface through the paper around it
 * stands in.
 */
export function estimatePaper(picture: RgbPixels): Cells {
  const cells = lightCells(picture, Math.max(1, Math.round(Math.max(picture.widthPx, picture.heightPx) / cellsAlong)));
  const { columns, rows } = cells;
  const radius = Math.max(1, Math.round((Math.max(columns, rows) * widestMark) / 2));
  const closed = cells.planes.map((plane) => close(plane, columns, rows, radius));
  const surfaces = paperSurfaces(closed, columns, rows);
  const out = closed.map((plane) => new Float32Array(plane.length));
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const expected = surfaces.map((surface) =>
        Math.min(255, Math.max(1, heightAt(surface, placeOf(column, columns), placeOf(row, rows)))),
      );
      const left = closed.map((plane, channel) => (plane[at] ?? 0) / (expected[channel] ?? 1));
      const isPaper = Math.min(...left) >= darkestShadow && Math.max(...left) <= mostTint * Math.min(...left);
      for (const [channel, plane] of out.entries()) plane[at] = (isPaper ? closed[channel]?.[at] : expected[channel]) ?? 255;
    }
  }
  const [red, green, blue] = out.map((plane) => boxMean(plane, columns, rows, 2));
  return { ...cells, planes: red && green && blue ? [red, green, blue] : cells.planes };
}

function paperSurfaces(closed: readonly Float32Array[], columns: number, rows: number): readonly Surface[] {
  const weights = new Uint8Array(columns * rows).fill(1);
  let surfaces = closed.map((plane) => fitSurface(plane, weights, columns, rows));
  // What lies far below is left out, which lifts the surface, until only paper is left.
  for (let round = 0; round < 6; round++) {
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const [x, y] = [placeOf(column, columns), placeOf(row, rows)];
        weights[at] = closed.every(
          (plane, channel) => (plane[at] ?? 0) >= paperShare * heightAt(surfaces[channel] ?? new Float64Array(), x, y),
        )
          ? 1
          : 0;
      }
    }
    if (!weights.includes(1)) break;
    surfaces = closed.map((plane) => fitSurface(plane, weights, columns, rows));
  }
  return surfaces;
}

/** A picture divided by its paper: paper is white everywhere, and what is drawn keeps how much darker it is. */
export function flatten({ data, widthPx, heightPx }: RgbPixels, { planes, columns, rows, cellPx }: Cells): Uint8Array {
  const flat = new Uint8Array(data.length);
  const across = Array.from({ length: widthPx }, (_, x) => between(x, columns, cellPx));
  const left = Int32Array.from(across, ([first]) => first);
  const right = Int32Array.from(across, ([, second]) => second);
  const shares = Float32Array.from(across, ([, , share]) => share);
  const line = new Float32Array(columns);
  for (const [channel, plane] of planes.entries()) {
    for (let y = 0; y < heightPx; y++) {
      const [above, below, down] = between(y, rows, cellPx);
      for (let column = 0; column < columns; column++) {
        line[column] = (plane[above * columns + column] ?? 0) * (1 - down) + (plane[below * columns + column] ?? 0) * down;
      }
      for (let x = 0, at = 3 * y * widthPx + channel; x < widthPx; x++, at += 3) {
        const share = shares[x] ?? 0;
        const paper = (line[left[x] ?? 0] ?? 0) * (1 - share) + (line[right[x] ?? 0] ?? 0) * share;
        flat[at] = Math.min(255, ((data[at] ?? 0) * 255) / Math.max(1, paper) + 0.5);
      }
    }
  }
  return flat;
}

function between(place: number, count: number, cellPx: number): readonly [first: number, second: number, share: number] {
  const at = Math.min(count - 1, Math.max(0, (place + 0.5) / cellPx - 0.5));
  const first = Math.floor(at);
  return [first, Math.min(count - 1, first + 1), at - first];
}
