import { visitRuns } from './runs.ts';

/** One connected group of pixels; the box's `right` and `bottom` are the last column and row that belong to it. */
export interface Component {
  readonly label: number;
  areaPx: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  touchesBorder: boolean;
}

export interface Components {
  /** For each pixel its component's label, from 1; 0 where the mask does not hold. */
  readonly labels: Int32Array;
  /** Largest first. */
  readonly list: readonly Component[];
}

/**
 * Groups the pixels where `mask` equals `value`: 8-connected for figures, 4-connected for the ground between them, so that
 * both never cross. Runs of a row are joined with those that touch them in the row above.
 *
 * Source: He, Chao and Suzuki, "A Run-Based Two-Scan Labeling Algorithm", IEEE Transactions on Image Processing 17 (2008).
 */
export function findComponents(mask: Uint8Array, widthPx: number, heightPx: number, value: 0 | 1, connectivity: 4 | 8): Components {
  const runs = findRuns(mask, widthPx, heightPx, value);
  const parent = joinRuns(runs, heightPx, connectivity === 8 ? 1 : 0);
  const labels = new Int32Array(widthPx * heightPx);
  const labelOfRoot = new Int32Array(runs.count);
  const list: Component[] = [];
  for (let y = 0; y < heightPx; y++) {
    for (let run = runs.rows[y] ?? 0; run < (runs.rows[y + 1] ?? 0); run++) {
      const root = rootOf(parent, run);
      const from = runs.from[run] ?? 0;
      const to = runs.to[run] ?? 0;
      if (labelOfRoot[root] === 0) {
        list.push({ label: list.length + 1, areaPx: 0, left: from, top: y, right: to - 1, bottom: y, touchesBorder: false });
        labelOfRoot[root] = list.length;
      }
      const label = labelOfRoot[root] ?? 0;
      labels.fill(label, y * widthPx + from, y * widthPx + to);
      const component = list[label - 1];
      if (component) include(component, y, from, to, widthPx, heightPx);
    }
  }
  return { labels, list: list.sort((one, other) => other.areaPx - one.areaPx) };
}

interface Runs {
  readonly count: number;
  /** First and, exclusive, last column of each run. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The first run of each row, and behind the last row the number of all. */
  readonly rows: Int32Array;
}

function findRuns(mask: Uint8Array, widthPx: number, heightPx: number, value: 0 | 1): Runs {
  const from: number[] = [];
  const to: number[] = [];
  const rows = new Int32Array(heightPx + 1);
  visitRuns(mask, widthPx, heightPx, value, (y, first, last) => {
    from.push(first);
    to.push(last);
    rows[y + 1] = from.length;
  });
  for (let y = 1; y <= heightPx; y++) rows[y] = Math.max(rows[y] ?? 0, rows[y - 1] ?? 0);
  return { count: from.length, from: Int32Array.from(from), to: Int32Array.from(to), rows };
}

/** For each run the one it hangs on; `touch` is how many columns two runs may be apart and still touch at a corner. */
function joinRuns(runs: Runs, heightPx: number, touch: 0 | 1): Int32Array {
  const parent = Int32Array.from({ length: runs.count }, (_, run) => run);
  for (let y = 1; y < heightPx; y++) {
    let above = runs.rows[y - 1] ?? 0;
    const aboveEnd = runs.rows[y] ?? 0;
    for (let run = aboveEnd; run < (runs.rows[y + 1] ?? 0); run++) {
      const from = (runs.from[run] ?? 0) - touch;
      const to = (runs.to[run] ?? 0) + touch;
      while (above < aboveEnd && (runs.to[above] ?? 0) <= from) above++;
      for (let other = above; other < aboveEnd && (runs.from[other] ?? 0) < to; other++) {
        const one = rootOf(parent, run);
        const root = rootOf(parent, other);
        parent[Math.max(one, root)] = Math.min(one, root);
      }
    }
  }
  return parent;
}

function rootOf(parent: Int32Array, run: number): number {
  let root = run;
  while (parent[root] !== root) {
    parent[root] = parent[parent[root] ?? root] ?? root;
    root = parent[root] ?? root;
  }
  return root;
}

function include(component: Component, y: number, from: number, to: number, widthPx: number, heightPx: number): void {
  component.areaPx += to - from;
  component.left = Math.min(component.left, from);
  component.right = Math.max(component.right, to - 1);
  component.bottom = y;
  if (from === 0 || y === 0 || to === widthPx || y === heightPx - 1) component.touchesBorder = true;
}
