import type { Grid } from '../raster/resample.ts';
import type { Box } from '../report.ts';

/** Where a working copy lies in the upright photo at full size. Lengths and places inside the package are pixels of the working copy. */
export interface Frame {
  /** The working copy; `cellPx` is one of its pixels in pixels of the cutout, or of the photo if there is no cutout. */
  readonly grid: Grid;
  /** The diagonal of the working copy in its own pixels: what is seen in a listing scales with the picture, not with its pixels. */
  readonly diagonalPx: number;
  /** The picture that boxes refer to: the photo if there is one, else the cutout. */
  readonly fullWidthPx: number;
  readonly fullHeightPx: number;
}

/** A rectangle in pixels of the working copy; `right` and `bottom` are exclusive. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function createFrame(grid: Grid, fullWidthPx: number, fullHeightPx: number): Frame {
  return { grid, diagonalPx: Math.hypot(grid.widthPx, grid.heightPx), fullWidthPx, fullHeightPx };
}

/** The whole working copy. */
export function everywhere({ grid }: Frame): Place {
  return { left: 0, top: 0, right: grid.widthPx, bottom: grid.heightPx };
}

/** Carries a place to the upright photo at full size: rounded outwards, never empty, never over the border. */
export function toBox({ grid, fullWidthPx, fullHeightPx }: Frame, place: Place): Box {
  const scaleX = fullWidthPx / grid.widthPx;
  const scaleY = fullHeightPx / grid.heightPx;
  const xPx = clamp(Math.floor(place.left * scaleX), 0, fullWidthPx - 1);
  const yPx = clamp(Math.floor(place.top * scaleY), 0, fullHeightPx - 1);
  return {
    xPx,
    yPx,
    widthPx: clamp(Math.ceil(place.right * scaleX), xPx + 1, fullWidthPx) - xPx,
    heightPx: clamp(Math.ceil(place.bottom * scaleY), yPx + 1, fullHeightPx) - yPx,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
