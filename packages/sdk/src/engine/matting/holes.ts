import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import { type Component, findComponents, squaredDistanceTo } from '@forecourt/quality/raster';

const solidFrom = 128;
/** Larger holes are never closed: they may be an open window or the arch of a roll bar. */
const largestShare = 0.02;
/** A hole that is this opaque is doubt about the body, not a view through it. */
const doubtAlpha = 77;
/** Darker than this, a hole inside a car is a vent, a grille or a wheel arch… */
const darkLuma = 48;
/** …if everything around the car is at least this much lighter. */
const lighterBy = 24;
/** Width of the strip around the car that stands for its background, as a share of the diagonal. */
const surroundShare = 0.04;
/** The car's edge may be soft this far in, as a share of the diagonal; deeper inside it is opaque. */
const softShare = 0.006;

/**
 * Says where the car is opaque for sure: deep inside it (dark grilles come out of networks half-transparent) and in holes
 * that are car. A hole is car when it is small, enclosed, and either half opaque already, or darker than anything around
 * the car. Other holes stay open, since one may look through a car: they are for the report.
 *
 * @param mask a small one suffices.
 * @param picture the photo at the mask's size.
 * @returns 255 where alpha must be full, 0 where nothing is said.
 */
export function findOpaque(mask: MaskPixels, picture: RgbPixels): MaskPixels {
  const { widthPx, heightPx } = mask;
  const solid = mask.data.map((alpha) => (alpha >= solidFrom ? 1 : 0));
  const areaPx = solid.reduce((sum, value) => sum + value, 0);
  const { labels, list } = findComponents(solid, widthPx, heightPx, 0, 4);
  const candidates = list.filter((part) => !part.touchesBorder && part.areaPx <= largestShare * areaPx);
  const facts = measure(candidates, labels, mask.data, picture.data);
  const around = candidates.length > 0 ? surroundingLuma(labels, list, widthPx, heightPx, picture.data) : 0;

  const closed = new Set<number>();
  for (const part of candidates) {
    const { meanAlpha, meanLuma } = facts.get(part.label) ?? { meanAlpha: 0, meanLuma: 255 };
    if (meanAlpha >= doubtAlpha || (meanLuma <= darkLuma && meanLuma + lighterBy <= around)) closed.add(part.label);
  }
  const open = solid.map((value, i) => (value === 0 && !closed.has(labels[i] ?? 0) ? 1 : 0));
  const squaredPx = squaredDistanceTo(open, widthPx, heightPx, 1);
  const soft = (softShare * Math.hypot(widthPx, heightPx)) ** 2;
  const data = mask.data.map((_, i) => ((squaredPx[i] ?? 0) > soft ? 255 : 0));
  return { ...mask, data };
}

function measure(
  parts: readonly Component[],
  labels: Int32Array,
  alpha: Uint8Array,
  rgb: Uint8Array,
): Map<number, { meanAlpha: number; meanLuma: number }> {
  const sums = new Map(parts.map((part) => [part.label, { alpha: 0, luma: 0, count: 0 }]));
  if (sums.size === 0) return new Map();
  for (let i = 0; i < labels.length; i++) {
    const sum = sums.get(labels[i] ?? 0);
    if (!sum) continue;
    sum.alpha += alpha[i] ?? 0;
    sum.luma += luma(rgb, i);
    sum.count++;
  }
  return new Map(
    [...sums].map(([label, { alpha: total, luma: light, count }]) => [label, { meanAlpha: total / count, meanLuma: light / count }]),
  );
}

/** Luma that nine tenths of the strip around the car reach: how dark its surroundings are at their darkest. */
function surroundingLuma(labels: Int32Array, list: readonly Component[], widthPx: number, heightPx: number, rgb: Uint8Array): number {
  const outside = new Set(list.filter((part) => part.touchesBorder).map((part) => part.label));
  const car = labels.reduce((map, label, i) => {
    map[i] = outside.has(label) ? 0 : 1;
    return map;
  }, new Uint8Array(labels.length));
  const squaredPx = squaredDistanceTo(car, widthPx, heightPx, 1);
  const reach = (surroundShare * Math.hypot(widthPx, heightPx)) ** 2;
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const squared = squaredPx[i] ?? 0;
    if (squared === 0 || squared > reach) continue;
    const bin = Math.round(luma(rgb, i));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    count++;
  }
  let seen = 0;
  for (let bin = 0; bin < 256; bin++) {
    seen += histogram[bin] ?? 0;
    if (seen > count / 10) return bin;
  }
  return 255;
}

/** Rec. 709 luma of sRGB values. */
function luma(rgb: Uint8Array, pixel: number): number {
  return 0.2126 * (rgb[3 * pixel] ?? 0) + 0.7152 * (rgb[3 * pixel + 1] ?? 0) + 0.0722 * (rgb[3 * pixel + 2] ?? 0);
}
