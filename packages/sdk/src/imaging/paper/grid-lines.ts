/** A line of a grid is longer than this share of the longer side. */
const leastLength = 0.04;
/** A grid runs over the sheet: as large a share of its bands holds a line of it. A single ruled line is a drawing. */
const leastBands = 0.5;
const bands = 20;
/** Gaps of paper, where a photo has lost a pale line. */
const mostGapPx = 3;

/**
 * 1 where a line of a printed grid or of ruled paper runs: faint (`faint` is 1), long, straight, nearly level or upright, and one of many over the
 * whole sheet. What is drawn over it breaks no line; `marks` is 1 for all that is not paper. Faint areas, wider than a line, are no lines.
 */
export function findGridLines(faint: Uint8Array, marks: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const length = Math.max(24, Math.round(Math.max(widthPx, heightPx) * leastLength));
  const found = new Uint8Array(faint.length);
  for (const isLevel of [true, false]) {
    const [along, across] = isLevel ? [widthPx, heightPx] : [heightPx, widthPx];
    const [step, next] = isLevel ? [1, widthPx] : [widthPx, 1];
    const one = linesAlong({ faint, marks, along, across, step, next, length });
    if (one.share < leastBands) continue;
    for (let at = 0; at < found.length; at++) if (one.lines[at] === 1) found[at] = 1;
  }
  return found;
}

interface Direction {
  readonly faint: Uint8Array;
  readonly marks: Uint8Array;
  readonly along: number;
  readonly across: number;
  /** From a pixel to the next one along the line, and to its neighbour beside the line. */
  readonly step: number;
  readonly next: number;
  readonly length: number;
}

function linesAlong({ faint, marks, along, across, step, next, length }: Direction): { lines: Uint8Array; share: number } {
  const lines = new Uint8Array(faint.length);
  const used = new Uint8Array(bands);
  for (let row = 0; row < across; row++) {
    const start = row * next;
    const [before, after] = [row > 0 ? -next : 0, row < across - 1 ? next : 0];
    // Three rows together: a line that is not quite level leaves a single one soon.
    const within = (mask: Uint8Array, at: number) => mask[at] === 1 || mask[at + before] === 1 || mask[at + after] === 1;
    let [from, last, faintCount, drawnCount] = [-1, -1, 0, 0];
    const end = (): void => {
      // Where something is drawn over it a line cannot be seen, which speaks neither for it nor against it.
      if (from < 0 || faintCount < 0.7 * length || faintCount < 0.6 * (last - from + 1 - drawnCount)) return;
      for (let index = from; index <= last; index++) {
        const at = start + index * step;
        for (const place of [at + before, at, at + after]) if (faint[place] === 1) lines[place] = 1;
      }
      used[Math.floor((row * bands) / across)] = 1;
    };
    for (let index = 0; index < along; index++) {
      const at = start + index * step;
      if (within(marks, at)) {
        if (from < 0) [from, faintCount, drawnCount] = [index, 0, 0];
        last = index;
        if (within(faint, at)) faintCount++;
        else drawnCount++;
      } else if (from >= 0 && index - last > mostGapPx) {
        end();
        from = -1;
      }
    }
    end();
  }
  return { lines, share: used.reduce((sum, value) => sum + value, 0) / bands };
}
