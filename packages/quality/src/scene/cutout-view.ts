import type { RgbaPixels } from '../pixels.ts';
import { type Components, findComponents } from '../raster/components.ts';
import { type Contour, traceContours } from '../raster/contours.ts';
import { averageBlocks } from '../raster/resample.ts';
import { type AlphaProfiles, readAlphaProfiles } from './alpha-profiles.ts';
import { type EdgeSamples, sampleEdge } from './edge-samples.ts';
import type { Frame, Place } from './frame.ts';
import { lazy } from './lazy.ts';

/** The cutout as the detectors see it; all but `source` in pixels of the working copy, prepared when first asked for. */
export interface CutoutView {
  readonly frame: Frame;
  /** The cutout as it was given. */
  readonly source: RgbaPixels;
  /** Alpha of the working copy, 0 to 255. */
  readonly alpha: Uint8Array;
  /** 1 where alpha ≥ 128. */
  readonly mask: Uint8Array;
  readonly areaPx: number;
  /** The sum of alpha, where 255 is one pixel. */
  readonly opaquePx: number;
  /** The parts of the mask, largest first. */
  readonly parts: () => Components;
  /** The parts of the ground, largest first: those that do not touch the border are holes. */
  readonly ground: () => Components;
  readonly contours: () => readonly Contour[];
  readonly edge: () => EdgeSamples;
  readonly alphaProfiles: () => AlphaProfiles;
  /** The smallest rectangle round the mask; the whole picture if the mask is empty. */
  readonly subject: () => Place;
}

export function viewCutout(source: RgbaPixels, frame: Frame): CutoutView {
  const { widthPx, heightPx, cellPx } = frame.grid;
  const alpha = averageBlocks(source, cellPx.x, 3, 1);
  const mask = new Uint8Array(alpha.length);
  let areaPx = 0;
  let opaquePx = 0;
  for (let at = 0; at < alpha.length; at++) {
    const value = alpha[at] ?? 0;
    mask[at] = value >> 7;
    areaPx += value >> 7;
    opaquePx += value / 255;
  }
  const parts = lazy(() => findComponents(mask, widthPx, heightPx, 1, 8));
  const contours = lazy(() => traceContours(alpha, widthPx, heightPx));
  const edge = lazy(() => sampleEdge(contours(), frame));
  return {
    frame,
    source,
    alpha,
    mask,
    areaPx,
    opaquePx,
    parts,
    ground: lazy(() => findComponents(mask, widthPx, heightPx, 0, 4)),
    contours,
    edge,
    alphaProfiles: lazy(() => readAlphaProfiles(source, edge(), frame)),
    subject: lazy(() => subjectOf(parts(), frame)),
  };
}

function subjectOf({ list }: Components, { grid }: Frame): Place {
  const first = list[0];
  if (!first) return { left: 0, top: 0, right: grid.widthPx, bottom: grid.heightPx };
  // Specks that stand apart say nothing about where the car is.
  const counted = list.filter((part) => part.areaPx >= 0.05 * first.areaPx);
  return {
    left: Math.min(...counted.map((part) => part.left)),
    top: Math.min(...counted.map((part) => part.top)),
    right: Math.max(...counted.map((part) => part.right)) + 1,
    bottom: Math.max(...counted.map((part) => part.bottom)) + 1,
  };
}
