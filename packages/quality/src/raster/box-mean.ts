/** Mean over a window of (2 × radius + 1)² pixels cut at the border, by running sums: the cost does not grow with the radius. */
export function boxMean(source: Float32Array, widthPx: number, heightPx: number, radiusPx: number): Float32Array {
  const rows = new Float32Array(source.length);
  for (let y = 0; y < heightPx; y++) meanOfRow(source, rows, y * widthPx, widthPx, radiusPx);
  return meanOfColumns(rows, widthPx, heightPx, radiusPx);
}

function meanOfRow(source: Float32Array, out: Float32Array, start: number, length: number, radius: number): void {
  let sum = 0;
  let count = 0;
  for (let ahead = 0; ahead < Math.min(radius, length); ahead++, count++) sum += source[start + ahead] ?? 0;
  for (let x = 0; x < length; x++) {
    if (x + radius < length) {
      sum += source[start + x + radius] ?? 0;
      count++;
    }
    if (x - radius - 1 >= 0) {
      sum -= source[start + x - radius - 1] ?? 0;
      count--;
    }
    out[start + x] = sum / count;
  }
}

/** All columns together, row after row: memory is read in order. */
function meanOfColumns(source: Float32Array, widthPx: number, heightPx: number, radius: number): Float32Array {
  const out = new Float32Array(source.length);
  const sums = new Float64Array(widthPx);
  const addRow = (y: number, sign: 1 | -1) => {
    for (let x = 0; x < widthPx; x++) sums[x] = (sums[x] ?? 0) + sign * (source[y * widthPx + x] ?? 0);
  };
  for (let y = 0; y < Math.min(radius, heightPx); y++) addRow(y, 1);
  for (let y = 0; y < heightPx; y++) {
    if (y + radius < heightPx) addRow(y + radius, 1);
    if (y - radius - 1 >= 0) addRow(y - radius - 1, -1);
    const count = Math.min(heightPx - 1, y + radius) - Math.max(0, y - radius) + 1;
    for (let x = 0; x < widthPx; x++) out[y * widthPx + x] = (sums[x] ?? 0) / count;
  }
  return out;
}
