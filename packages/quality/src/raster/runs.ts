/** Calls `visit` for each unbroken run of `value` in a row, row by row and from left to right; `to` is exclusive. */
export function visitRuns(
  mask: Uint8Array,
  widthPx: number,
  heightPx: number,
  value: 0 | 1,
  visit: (y: number, from: number, to: number) => void,
): void {
  for (let y = 0; y < heightPx; y++) {
    const start = y * widthPx;
    for (let x = 0; x < widthPx; x++) {
      if (mask[start + x] !== value) continue;
      const from = x;
      while (x < widthPx && mask[start + x] === value) x++;
      visit(y, from, x);
    }
  }
}
