import type { Pixels } from '../pixels.ts';

/** Which part of a picture a smaller grid covers: grid cell (x, y) is the square of `cellPx` source pixels from (x, y) × `cellPx`. */
export interface Grid {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Side of one cell in source pixels; not always whole. */
  readonly cellPx: { readonly x: number; readonly y: number };
}

/** The whole block size that brings `widthPx` × `heightPx` to at most `targetPx` pixels. 1 leaves a picture as it is. */
export function blockFor(widthPx: number, heightPx: number, targetPx: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((widthPx * heightPx) / targetPx)));
}

/** Averages blocks of `blockPx` × `blockPx` pixels of the first `keep` channels from `firstChannel` on; cut blocks at the right and bottom average what is there. */
export function averageBlocks(source: Pixels, blockPx: number, firstChannel: number, keep: number): Uint8Array {
  const { data, widthPx, heightPx, channels } = source;
  const outWidth = Math.ceil(widthPx / blockPx);
  const outHeight = Math.ceil(heightPx / blockPx);
  const out = new Uint8Array(outWidth * outHeight * keep);
  const sums = new Uint32Array(outWidth * keep);
  for (let outY = 0; outY < outHeight; outY++) {
    const rows = Math.min(blockPx, heightPx - outY * blockPx);
    sums.fill(0);
    for (let row = 0; row < rows; row++) {
      const start = (outY * blockPx + row) * widthPx * channels + firstChannel;
      if (keep === 1) addRow1(data, start, widthPx, channels, blockPx, sums);
      else addRow3(data, start, widthPx, channels, blockPx, sums);
    }
    for (let outX = 0; outX < outWidth; outX++) {
      const count = rows * Math.min(blockPx, widthPx - outX * blockPx);
      for (let channel = 0; channel < keep; channel++) {
        out[(outY * outWidth + outX) * keep + channel] = ((sums[outX * keep + channel] ?? 0) + count / 2) / count;
      }
    }
  }
  return out;
}

function addRow1(data: Uint8Array, start: number, widthPx: number, stride: number, blockPx: number, sums: Uint32Array): void {
  let at = start;
  for (let outX = 0, x = 0; x < widthPx; outX++) {
    const end = Math.min(widthPx, x + blockPx);
    let sum = 0;
    for (; x < end; x++, at += stride) sum += data[at] ?? 0;
    sums[outX] = (sums[outX] ?? 0) + sum;
  }
}

function addRow3(data: Uint8Array, start: number, widthPx: number, stride: number, blockPx: number, sums: Uint32Array): void {
  let at = start;
  for (let out = 0, x = 0; x < widthPx; out += 3) {
    const end = Math.min(widthPx, x + blockPx);
    let first = 0;
    let second = 0;
    let third = 0;
    for (; x < end; x++, at += stride) {
      first += data[at] ?? 0;
      second += data[at + 1] ?? 0;
      third += data[at + 2] ?? 0;
    }
    sums[out] = (sums[out] ?? 0) + first;
    sums[out + 1] = (sums[out + 1] ?? 0) + second;
    sums[out + 2] = (sums[out + 2] ?? 0) + third;
  }
}

/** Brings an RGB picture onto `grid`, weighting each source pixel by how much of it a cell covers; enlarging repeats pixels. */
export function resampleRgb(source: Pixels<3>, grid: Grid): Uint8Array {
  const columns = spans(grid.widthPx, grid.cellPx.x, source.widthPx);
  const rows = spans(grid.heightPx, grid.cellPx.y, source.heightPx);
  const out = new Uint8Array(grid.widthPx * grid.heightPx * 3);
  const line = new Float64Array(grid.widthPx * 3);
  for (let y = 0; y < grid.heightPx; y++) {
    line.fill(0);
    const row = rows[y];
    if (!row) continue;
    for (let sourceY = row.first; sourceY <= row.last; sourceY++) {
      const rowWeight = overlap(sourceY, row);
      for (let x = 0; x < grid.widthPx; x++) {
        const column = columns[x];
        if (!column) continue;
        for (let sourceX = column.first; sourceX <= column.last; sourceX++) {
          const weight = rowWeight * overlap(sourceX, column);
          const at = (sourceY * source.widthPx + sourceX) * 3;
          for (let channel = 0; channel < 3; channel++) {
            line[x * 3 + channel] = (line[x * 3 + channel] ?? 0) + weight * (source.data[at + channel] ?? 0);
          }
        }
      }
    }
    for (let x = 0; x < grid.widthPx; x++) {
      const column = columns[x];
      if (!column) continue;
      const area = (column.end - column.start) * (row.end - row.start);
      for (let channel = 0; channel < 3; channel++) {
        out[(y * grid.widthPx + x) * 3 + channel] = Math.round((line[x * 3 + channel] ?? 0) / area);
      }
    }
  }
  return out;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly last: number;
}

function spans(count: number, cellPx: number, limitPx: number): Span[] {
  return Array.from({ length: count }, (_, index) => {
    const start = Math.min(index * cellPx, limitPx - 1e-3);
    const end = Math.min((index + 1) * cellPx, limitPx);
    return { start, end, first: Math.floor(start), last: Math.min(limitPx - 1, Math.ceil(end) - 1) };
  });
}

function overlap(pixel: number, span: Span): number {
  return Math.min(pixel + 1, span.end) - Math.max(pixel, span.start);
}
