import type { Box, Defect, Severity } from '@forecourt/quality';
import type { Lie, Point, Size } from './zoom.ts';

/** A defect's frame on the screen, measured from the top left corner of the stage. */
export interface Mark {
  readonly index: number;
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly labelLeftPx: number;
  readonly labelTopPx: number;
}

/** A mark is never smaller than a target that a finger or a shaking hand can hit (WCAG 2.2, 2.5.8: 24 px). */
const smallestMarkPx = 24;
const labelHeightPx = 24;

/** Where a box of the report, in pixels of the upright picture, lies on the screen. */
export function markOf(index: number, box: Box, picture: Size, fit: Size, frame: Size, lie: Lie): Mark {
  const scale = (fit.widthPx * lie.scale) / picture.widthPx;
  const originX = frame.widthPx / 2 + lie.xPx - (fit.widthPx * lie.scale) / 2;
  const originY = frame.heightPx / 2 + lie.yPx - (fit.heightPx * lie.scale) / 2;
  const widthPx = Math.max(smallestMarkPx, box.widthPx * scale);
  const heightPx = Math.max(smallestMarkPx, box.heightPx * scale);
  const topPx = originY + (box.yPx + box.heightPx / 2) * scale - heightPx / 2;
  const leftPx = originX + (box.xPx + box.widthPx / 2) * scale - widthPx / 2;
  return { index, leftPx, topPx, widthPx, heightPx, labelLeftPx: leftPx, labelTopPx: topPx - labelHeightPx - 2 };
}

/** About as wide as the longest name in the type of labels; used only to keep them apart. */
const labelWidthPx = 170;

/** Keeps every label on the stage and none over another, the upper ones first: what is covered cannot be read or clicked. */
export function placeLabels(marks: readonly Mark[], frame: Size): readonly Mark[] {
  const placed: Mark[] = [];
  const byHeight = marks.toSorted((a, b) => a.topPx - b.topPx);
  for (const mark of byHeight) {
    const labelLeftPx = Math.max(4, Math.min(mark.labelLeftPx, frame.widthPx - labelWidthPx));
    let labelTopPx = Math.max(4, Math.min(mark.labelTopPx, frame.heightPx - labelHeightPx - 4));
    const covers = (other: Mark) =>
      Math.abs(other.labelLeftPx - labelLeftPx) < labelWidthPx && Math.abs(other.labelTopPx - labelTopPx) < labelHeightPx + 2;
    for (let tries = 0; tries < marks.length && placed.some(covers); tries += 1) labelTopPx += labelHeightPx + 2;
    placed.push({ ...mark, labelLeftPx, labelTopPx });
  }
  return marks.map((mark) => placed.find(({ index }) => index === mark.index) ?? mark);
}

/** Defects at the same place share one mark on the picture, and their names stand together in its label. */
export function groupByPlace(defects: readonly Defect[]): readonly { readonly box: Box; readonly indexes: readonly number[] }[] {
  const groups: { box: Box; indexes: number[] }[] = [];
  defects.forEach((defect, index) => {
    const group = groups.find(({ box }) => overlap(box, defect.box) > 0.9);
    if (group) group.indexes.push(index);
    else groups.push({ box: defect.box, indexes: [index] });
  });
  return groups;
}

/** Intersection over union of two boxes. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.xPx + a.widthPx, b.xPx + b.widthPx) - Math.max(a.xPx, b.xPx);
  const height = Math.min(a.yPx + a.heightPx, b.yPx + b.heightPx) - Math.max(a.yPx, b.yPx);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.widthPx * a.heightPx + b.widthPx * b.heightPx - shared);
}

/** The lie that brings a box into the middle and large enough to judge: a third of the frame. */
export function lieOn(box: Box, picture: Size, fit: Size, frame: Size, largest: number): Lie {
  const unit = fit.widthPx / picture.widthPx;
  const wanted = Math.min(frame.widthPx / (3 * box.widthPx * unit), frame.heightPx / (3 * box.heightPx * unit));
  const scale = Math.min(largest, Math.max(1, wanted));
  const middle: Point = { xPx: (box.xPx + box.widthPx / 2) * unit, yPx: (box.yPx + box.heightPx / 2) * unit };
  return { scale, xPx: (fit.widthPx / 2 - middle.xPx) * scale, yPx: (fit.heightPx / 2 - middle.yPx) * scale };
}

const severityOrder: Readonly<Record<Severity, number>> = { critical: 0, major: 1, minor: 2 };

/** The worst of some severities; what colour a shared mark has. */
export function worstOf(severities: readonly Severity[]): Severity {
  return severities.toSorted((a, b) => severityOrder[a] - severityOrder[b])[0] ?? 'minor';
}
