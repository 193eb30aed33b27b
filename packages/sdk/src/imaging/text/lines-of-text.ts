import type { Mark } from './marks.ts';

/** Two marks of one line are not further apart than this many times the height of the taller: a space between words. */
const mostGap = 1.1;

/** Groups marks that stand beside each other as characters do: of like height, thickness and colour, on one line, close by. */
export function groupIntoLines(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const sorted = marks.toSorted((one, other) => one.leftPx - other.leftPx);
  const parent = Int32Array.from(sorted.keys());
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    return root;
  };
  const tallest = marks.reduce((most, { heightPx }) => Math.max(most, heightPx), 0);
  for (const [index, mark] of sorted.entries()) {
    const reach = mark.leftPx + mark.widthPx + mostGap * tallest;
    for (let other = index + 1; other < sorted.length; other++) {
      const next = sorted[other];
      if (!next || next.leftPx > reach) break;
      if (belongTogether(mark, next)) parent[rootOf(other)] = rootOf(index);
    }
  }
  const lines = new Map<number, Mark[]>();
  for (const [index, mark] of sorted.entries()) {
    const root = rootOf(index);
    lines.set(root, [...(lines.get(root) ?? []), mark]);
  }
  return [...lines.values()];
}

function belongTogether(left: Mark, right: Mark): boolean {
  const [tall, low] = left.heightPx > right.heightPx ? [left, right] : [right, left];
  if (tall.heightPx > 2.2 * low.heightPx) return false;
  const gap = right.leftPx - (left.leftPx + left.widthPx);
  if (gap > mostGap * tall.heightPx || gap < -0.35 * Math.min(left.widthPx, right.widthPx)) return false;
  const overlap = Math.min(left.topPx + left.heightPx, right.topPx + right.heightPx) - Math.max(left.topPx, right.topPx);
  if (overlap < 0.45 * low.heightPx) return false;
  const [thick, slim] = [Math.max(left.strokePx, right.strokePx), Math.min(left.strokePx, right.strokePx)];
  return thick <= 2 * slim + 1 && Math.abs(left.luma - right.luma) <= 60;
}
