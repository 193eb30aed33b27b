import type { RgbPixels } from '@forecourt/quality';

/** A picture in coarse cells: one plane for each colour. */
export interface Cells {
  readonly planes: readonly [Float32Array, Float32Array, Float32Array];
  readonly columns: number;
  readonly rows: number;
  readonly cellPx: number;
}

/** The lighter half of each cell, averaged: thin dark lines leave no trace in it. */
export function lightCells({ data, widthPx, heightPx }: RgbPixels, cellPx: number): Cells {
  const columns = Math.ceil(widthPx / cellPx);
  const rows = Math.ceil(heightPx / cellPx);
  const planes = [new Float32Array(columns * rows), new Float32Array(columns * rows), new Float32Array(columns * rows)] as const;
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      const [left, right] = [column * cellPx, Math.min(widthPx, (column + 1) * cellPx)];
      const [top, bottom] = [row * cellPx, Math.min(heightPx, (row + 1) * cellPx)];
      let total = 0;
      for (let y = top; y < bottom; y++) {
        for (let at = 3 * (y * widthPx + left), end = 3 * (y * widthPx + right); at < end; at += 3) total += lightness(data, at);
      }
      const mean = total / ((right - left) * (bottom - top));
      let [red, green, blue, count] = [0, 0, 0, 0];
      for (let y = top; y < bottom; y++) {
        for (let at = 3 * (y * widthPx + left), end = 3 * (y * widthPx + right); at < end; at += 3) {
          if (lightness(data, at) < mean) continue;
          red += data[at] ?? 0;
          green += data[at + 1] ?? 0;
          blue += data[at + 2] ?? 0;
          count++;
        }
      }
      planes[0][cell] = red / count;
      planes[1][cell] = green / count;
      planes[2][cell] = blue / count;
    }
  }
  return { planes, columns, rows, cellPx };
}

function lightness(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
}

/** Fills everything dark that is narrower than 2 × `radius` + 1 cells: a grey-level closing, largest and then smallest of a square. */
export function close(plane: Float32Array, columns: number, rows: number, radius: number): Float32Array {
  const largest = largestAround(plane, columns, rows, radius);
  return largestAround(largest.map(negative), columns, rows, radius).map(negative);
}

function negative(value: number): number {
  return -value;
}

function largestAround(plane: Float32Array, columns: number, rows: number, radius: number): Float32Array {
  const across = new Float32Array(plane.length);
  const out = new Float32Array(plane.length);
  for (let at = 0; at < plane.length; at += columns) largestOfLine(plane, across, at, 1, columns, radius);
  for (let column = 0; column < columns; column++) largestOfLine(across, out, column, columns, rows, radius);
  return out;
}

function largestOfLine(from: Float32Array, to: Float32Array, start: number, step: number, count: number, radius: number): void {
  for (let index = 0; index < count; index++) {
    const first = start + Math.max(0, index - radius) * step;
    const last = start + Math.min(count - 1, index + radius) * step;
    let best = Number.NEGATIVE_INFINITY;
    for (let at = first; at <= last; at += step) {
      const value = from[at] ?? 0;
      if (value > best) best = value;
    }
    to[start + index * step] = best;
  }
}
