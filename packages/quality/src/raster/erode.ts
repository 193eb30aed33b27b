import { visitRuns } from './runs.ts';

/**
 * 1 for the pixels of `mask` (0 or 1) whose square of (2 × radius + 1)² pixels lies wholly in the mask. What is beyond the
 * picture counts as `beyond`. Rows by runs and columns by counters: the cost does not grow with the radius.
 */
export function erode(mask: Uint8Array, widthPx: number, heightPx: number, radiusPx: number, beyond: 0 | 1): Uint8Array {
  const rows = new Uint8Array(mask.length);
  visitRuns(mask, widthPx, heightPx, 1, (y, from, to) => {
    const first = beyond === 1 && from === 0 ? 0 : from + radiusPx;
    const last = beyond === 1 && to === widthPx ? to : to - radiusPx;
    if (last > first) rows.fill(1, y * widthPx + first, y * widthPx + last);
  });
  return erodeColumns(rows, widthPx, heightPx, radiusPx, beyond);
}

function erodeColumns(rows: Uint8Array, widthPx: number, heightPx: number, radiusPx: number, beyond: 0 | 1): Uint8Array {
  const out = new Uint8Array(rows.length);
  // How many pixels above, this one included, are set.
  const runs = new Int32Array(widthPx).fill(beyond === 1 ? radiusPx : 0);
  for (let y = 0; y < heightPx + (beyond === 1 ? radiusPx : 0); y++) {
    const start = y * widthPx;
    const centre = start - radiusPx * widthPx;
    for (let x = 0; x < widthPx; x++) {
      const run = y >= heightPx || rows[start + x] === 1 ? (runs[x] ?? 0) + 1 : 0;
      runs[x] = run;
      if (run > 2 * radiusPx) out[centre + x] = 1;
    }
  }
  return out;
}
