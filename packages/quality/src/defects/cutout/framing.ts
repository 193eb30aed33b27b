import type { CutoutView } from '../../scene/cutout-view.ts';

/** Framing is a matter of taste that composing can mend: it never weighs more than a minor defect. */
export const worstFraming = 0.15;

/** The car's width and height, each as a share of the picture's. */
export function extents({ frame, subject }: CutoutView): [number, number] {
  const { left, top, right, bottom } = subject();
  return [(right - left) / frame.grid.widthPx, (bottom - top) / frame.grid.heightPx];
}
