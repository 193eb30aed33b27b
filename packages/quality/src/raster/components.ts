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
 * both never cross. A flood fill with a stack of its own; each pixel is visited once.
 */
export function findComponents(mask: Uint8Array, widthPx: number, heightPx: number, value: 0 | 1, connectivity: 4 | 8): Components {
  const labels = new Int32Array(widthPx * heightPx);
  const stack = new Int32Array(widthPx * heightPx);
  const list: Component[] = [];
  for (let seed = 0; seed < mask.length; seed++) {
    if (mask[seed] !== value || labels[seed] !== 0) continue;
    const x = seed % widthPx;
    const y = (seed - x) / widthPx;
    const component: Component = { label: list.length + 1, areaPx: 0, left: x, top: y, right: x, bottom: y, touchesBorder: false };
    list.push(component);
    labels[seed] = component.label;
    stack[0] = seed;
    for (let depth = 1; depth > 0; ) {
      const at = stack[--depth] ?? 0;
      const column = at % widthPx;
      const row = (at - column) / widthPx;
      include(component, column, row, widthPx, heightPx);
      for (let dy = -1; dy <= 1; dy++) {
        if (row + dy < 0 || row + dy >= heightPx) continue;
        for (let dx = -1; dx <= 1; dx++) {
          if (column + dx < 0 || column + dx >= widthPx || (connectivity === 4 && dx !== 0 && dy !== 0)) continue;
          const next = at + dy * widthPx + dx;
          if (mask[next] !== value || labels[next] !== 0) continue;
          labels[next] = component.label;
          stack[depth++] = next;
        }
      }
    }
  }
  return { labels, list: list.sort((one, other) => other.areaPx - one.areaPx) };
}

function include(component: Component, x: number, y: number, widthPx: number, heightPx: number): void {
  component.areaPx++;
  if (x < component.left) component.left = x;
  if (x > component.right) component.right = x;
  if (y < component.top) component.top = y;
  if (y > component.bottom) component.bottom = y;
  if (x === 0 || y === 0 || x === widthPx - 1 || y === heightPx - 1) component.touchesBorder = true;
}
