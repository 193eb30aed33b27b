/**
 * Luma with its contrast raised tile by tile, and no tile's more than `limit` times: dark corners open up, noise stays noise.
 *
 * Source: Zuiderveld, "Contrast Limited Adaptive Histogram Equalization", Graphics Gems IV (1994).
 */
export function equaliseLocally(luma: Uint8Array, widthPx: number, heightPx: number, tiles: number, limit: number): Uint8Array {
  const columns = Math.min(tiles, Math.max(1, widthPx >> 3));
  const rows = Math.min(tiles, Math.max(1, heightPx >> 3));
  const maps = new Uint8Array(columns * rows * 256);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const map = maps.subarray((row * columns + column) * 256, (row * columns + column + 1) * 256);
      fillMap(
        map,
        luma,
        widthPx,
        [edge(column, columns, widthPx), edge(column + 1, columns, widthPx)],
        [edge(row, rows, heightPx), edge(row + 1, rows, heightPx)],
        limit,
      );
    }
  }
  const out = new Uint8Array(luma.length);
  for (let y = 0, at = 0; y < heightPx; y++) {
    const [top, bottom, down] = between(y, rows, heightPx);
    for (let x = 0; x < widthPx; x++, at++) {
      const [left, right, across] = between(x, columns, widthPx);
      const level = luma[at] ?? 0;
      const of = (row: number, column: number) => maps[(row * columns + column) * 256 + level] ?? 0;
      const above = of(top, left) * (1 - across) + of(top, right) * across;
      const below = of(bottom, left) * (1 - across) + of(bottom, right) * across;
      out[at] = Math.round(above * (1 - down) + below * down);
    }
  }
  return out;
}

type Span = readonly [from: number, to: number];

function edge(tile: number, tiles: number, length: number): number {
  return Math.round((tile * length) / tiles);
}

/** The two tiles whose centres a place lies between, and how far it is on the way. */
function between(place: number, tiles: number, length: number): readonly [number, number, number] {
  const at = Math.min(tiles - 1, Math.max(0, ((place + 0.5) * tiles) / length - 0.5));
  const first = Math.floor(at);
  return [first, Math.min(tiles - 1, first + 1), at - first];
}

function fillMap(map: Uint8Array, luma: Uint8Array, widthPx: number, [left, right]: Span, [top, bottom]: Span, limit: number): void {
  const counts = new Float64Array(256);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const level = luma[y * widthPx + x] ?? 0;
      counts[level] = (counts[level] ?? 0) + 1;
    }
  }
  const total = (right - left) * (bottom - top);
  const most = (limit * total) / 256;
  let excess = 0;
  for (const count of counts) excess += Math.max(0, count - most);
  let sum = 0;
  for (let level = 0; level < 256; level++) {
    sum += Math.min(counts[level] ?? 0, most) + excess / 256;
    map[level] = Math.min(255, Math.round((sum / total) * 255));
  }
}
