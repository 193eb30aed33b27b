import type { RgbPixels } from '../pixels.ts';
import { countLevels, lumaOf } from '../raster/luma.ts';
import { averageBlocks, type Grid, resampleRgb } from '../raster/resample.ts';
import type { Frame } from './frame.ts';
import { lazy } from './lazy.ts';

/** The photo as the detectors see it. */
export interface PhotoView {
  readonly frame: Frame;
  /** The working copy: red, green, blue, interleaved. */
  readonly rgb: Uint8Array;
  /** Luma of the working copy, 0 to 255. */
  readonly luma: () => Uint8Array;
  /** How many pixels of the working copy have each luma. */
  readonly lumaCounts: () => Uint32Array;
}

export function viewPhoto(source: RgbPixels, frame: Frame): PhotoView {
  const rgb = ontoGrid(source, frame.grid);
  const luma = lazy(() => lumaOf(rgb));
  return { frame, rgb, luma, lumaCounts: lazy(() => countLevels(luma(), undefined)) };
}

/** A photo of the cutout's size is averaged in whole blocks, which is several times as fast as sharing pixels out. */
function ontoGrid(source: RgbPixels, grid: Grid): Uint8Array {
  const blockPx = grid.cellPx.x;
  const fits =
    Number.isInteger(blockPx) &&
    Math.ceil(source.widthPx / blockPx) === grid.widthPx &&
    Math.ceil(source.heightPx / blockPx) === grid.heightPx;
  if (fits) return averageBlocks(source, blockPx, 0, 3);
  const shrink = { x: source.widthPx / grid.widthPx, y: source.heightPx / grid.heightPx };
  return resampleRgb(source, { ...grid, cellPx: shrink });
}
