import { countLevels, erode, findComponents, percentileOf } from '@forecourt/quality/raster';
import { z } from 'zod';
import { onWhite } from '../../on-white.ts';
import { otsuLevel } from '../../otsu.ts';
import type { Cells } from '../../paper/cells.ts';
import { findGridLines } from '../../paper/grid-lines.ts';
import { estimatePaper, flatten } from '../../paper/illumination.ts';
import { defineOperation } from '../operation.ts';

/** As a share of the longer side. */
const widestGridLine = 0.006;
/** What is darker than this is no grain, however dark the place. */
const mostGrain = 110;

/**
 * Makes paper white: uneven light, shadows, the grain of the paper, its grid or ruled lines and specks go, what was drawn stays, in its colours.
 *
 * A photographed sheet has to fill the picture. A grey area wider than 8 % of the longer side that is less than half as dark as ink looks like a
 * shadow, and goes with them. What is partly transparent counts as on white paper; the result has no alpha.
 */
export const cleanBackground = defineOperation({
  name: 'clean-background',
  schema: z.strictObject({
    grid: z.enum(['remove', 'keep']).default('remove'),
    /** Marks of fewer pixels are dirt; by the picture's size unless given. */
    speckPx: z.int().min(0).max(10_000).optional(),
  }),
  apply(picture, { grid, speckPx }) {
    const sheet = onWhite(picture);
    const { widthPx, heightPx } = sheet;
    const light = estimatePaper(sheet);
    const flat = flatten(sheet, light);
    const dark = darkness(flat);
    const paper = noiseOf(dark);
    const marks = marksOf(dark, paper, light, widthPx);
    if (marks.includes(1)) {
      if (grid === 'remove') removeGrid(marks, dark, widthPx, heightPx);
      removeSpecks(marks, widthPx, heightPx, speckPx ?? Math.round(4 * (Math.max(widthPx, heightPx) / 1000) ** 2) + 2);
    }
    return { data: inked(flat, dark, marks, paper), widthPx, heightPx, channels: 3 };
  },
});

/** How far the darkest of its colours is from white: yellow ink is dark by this, as it is to an eye beside paper. */
function darkness(flat: Uint8Array): Uint8Array {
  const dark = new Uint8Array(flat.length / 3);
  for (let pixel = 0, at = 0; pixel < dark.length; pixel++, at += 3) {
    dark[pixel] = 255 - Math.min(flat[at] ?? 0, flat[at + 1] ?? 0, flat[at + 2] ?? 0);
  }
  return dark;
}

/** Up to here it is paper and its grain: five of the deviations of paper above its middle, both robust against what is drawn. */
function noiseOf(dark: Uint8Array): number {
  const counts = countLevels(dark, undefined);
  const middle = percentileOf(counts.slice(0, 80), 0.5);
  const deviations = new Uint32Array(256);
  for (let level = 0; level < 80; level++) {
    const away = Math.abs(level - middle);
    deviations[away] = (deviations[away] ?? 0) + (counts[level] ?? 0);
  }
  // 1.4826 times the median deviation is the standard deviation of a normal distribution.
  return Math.min(72, Math.max(14, Math.round(middle + 5 * 1.4826 * percentileOf(deviations, 0.5))));
}

/** 1 for what is darker than the grain of the paper. In the dark a camera's noise is a larger share of the light, so more counts as grain there. */
function marksOf(dark: Uint8Array, paper: number, { planes: [, green], columns, cellPx }: Cells, widthPx: number): Uint8Array {
  const middle = green.toSorted()[green.length >> 1] ?? 255;
  const limits = green.map((light) => Math.min(mostGrain, paper * Math.max(1, middle / Math.max(1, light))));
  return dark.map((value, at) => {
    const y = Math.floor(at / widthPx);
    const cell = Math.floor(y / cellPx) * columns + Math.floor((at - y * widthPx) / cellPx);
    return value > (limits[cell] ?? paper) ? 1 : 0;
  });
}

function removeGrid(marks: Uint8Array, dark: Uint8Array, widthPx: number, heightPx: number): void {
  const level = otsuLevel(countLevels(dark, marks)) ?? 0;
  const ink = dark.map((value, at) => (marks[at] === 1 && value > level ? 1 : 0));
  // What a square fits into that is wider than a line of a grid is an area.
  const radius = Math.max(3, Math.round((Math.max(widthPx, heightPx) * widestGridLine) / 2));
  const areas = dilate(erode(marks, widthPx, heightPx, radius, 0), widthPx, heightPx, radius);
  const faint = marks.map((value, at) => (value === 1 && ink[at] === 0 && areas[at] === 0 ? 1 : 0));
  const lines = findGridLines(faint, marks, widthPx, heightPx);
  if (!lines.includes(1)) return;
  // The rim of a drawn line is faint too, and stays.
  const drawn = dilate(ink, widthPx, heightPx, 1);
  for (let at = 0; at < marks.length; at++) if (lines[at] === 1 && drawn[at] === 0) marks[at] = 0;
}

function dilate(mask: Uint8Array, widthPx: number, heightPx: number, radiusPx: number): Uint8Array {
  const ground = mask.map((value) => 1 - value);
  return erode(ground, widthPx, heightPx, radiusPx, 1).map((value) => 1 - value);
}

function removeSpecks(marks: Uint8Array, widthPx: number, heightPx: number, speckPx: number): void {
  const { labels, list } = findComponents(marks, widthPx, heightPx, 1, 8);
  const isSpeck = new Uint8Array(list.length + 1);
  for (const { label, areaPx } of list) if (areaPx < speckPx) isSpeck[label] = 1;
  for (let at = 0; at < marks.length; at++) if (isSpeck[labels[at] ?? 0] === 1) marks[at] = 0;
}

/** Ink on white: from the grain of the paper up to the darkest ink, stretched over all that there is, in its own hue. */
function inked(flat: Uint8Array, dark: Uint8Array, marks: Uint8Array, paper: number): Uint8Array {
  const data = new Uint8Array(flat.length).fill(255);
  const darkest = Math.max(paper + 40, percentileOf(countLevels(dark, marks), 0.95));
  // Below the faintest mark, so that no rim breaks off.
  const floor = paper * 0.6;
  for (let pixel = 0; pixel < dark.length; pixel++) {
    if (marks[pixel] !== 1) continue;
    const here = dark[pixel] ?? 0;
    const gain = (Math.min(1, (here - floor) / (darkest - floor)) * 255) / here;
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++) data[at] = Math.max(0, 255 - (255 - (flat[at] ?? 0)) * gain);
  }
  return data;
}
