import type { MaskPixels, RgbPixels } from '@forecourt/quality';

/** The small picture that colours are estimated from: half of a usual model's input is enough for means. */
const gridPx = 512;
/** Radius of the means in grid pixels: near ones decide, far ones (on a grid four times as coarse) stand in where nothing solid is near. */
const nearPx = 2;
const farPx = 4;
const farStep = 4;
/** Weight of the far mean beside the near one. */
const farWeight = 0.002;
/** Only pixels at least this opaque say what the car looks like, and only those this transparent what its ground does. */
const carFrom = 0.9;
const groundTo = 0.1;

/** Writes the pixel whose red stands at `from` in the photo to its place in the cutout. */
export type ColourEstimate = (x: number, y: number, opacity: number, rgb: Uint8Array, from: number, out: Uint8Array) => void;

/**
 * Estimates the car's own colour where it mixes with the background (0 < alpha < 255), so that nothing of the old
 * background shows on a new one.
 *
 * Blur fusion: Forte and Pitié, "Approximate Fast Foreground Colour Estimation", ICIP 2021, with means from a small
 * picture and weights that trust solid pixels only.
 *
 * @param small the photo scaled down, of any size, and `smallAlpha` of the same size: what the means are made of.
 * @returns the rule that mixes both means with what the photo shows; x and y run from 0 to 1.
 */
export function estimateColours(small: RgbPixels, smallAlpha: MaskPixels): ColourEstimate {
  const step = Math.max(1, Math.floor(Math.max(small.widthPx, small.heightPx) / gridPx));
  const car = meanColours(small, smallAlpha, step, (alpha) => Math.max(0, (alpha - carFrom) / (1 - carFrom)));
  const ground = meanColours(small, smallAlpha, step, (alpha) => Math.max(0, (groundTo - alpha) / groundTo));
  const { widthPx, heightPx } = car;

  return (x, y, opacity, rgb, from, out) => {
    // Bilinear in the grid, by hand: this runs for every pixel of the edge.
    const gridX = Math.min(Math.max(x * widthPx - 0.5, 0), Math.max(0, widthPx - 1.001));
    const gridY = Math.min(Math.max(y * heightPx - 0.5, 0), Math.max(0, heightPx - 1.001));
    const column = Math.floor(gridX);
    const row = Math.floor(gridY);
    const at = 4 * (row * widthPx + column);
    const right = at + 4;
    const below = at + 4 * widthPx;
    const shareX = gridX - column;
    const shareY = gridY - row;
    const w11 = shareX * shareY;
    const w10 = shareX - w11;
    const w01 = shareY - w11;
    const w00 = 1 - shareX - w01;
    const alpha = opacity / 255;
    const to = (from / 3) * 4;
    for (let channel = 0; channel < 3; channel++) {
      const carColour =
        w00 * (car.data[at + channel] ?? 0) +
        w10 * (car.data[right + channel] ?? 0) +
        w01 * (car.data[below + channel] ?? 0) +
        w11 * (car.data[below + 4 + channel] ?? 0);
      const groundColour =
        w00 * (ground.data[at + channel] ?? 0) +
        w10 * (ground.data[right + channel] ?? 0) +
        w01 * (ground.data[below + channel] ?? 0) +
        w11 * (ground.data[below + 4 + channel] ?? 0);
      const value = carColour + alpha * ((rgb[from + channel] ?? 0) - alpha * carColour - (1 - alpha) * groundColour);
      out[to + channel] = value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
    }
    out[to + 3] = opacity;
  };
}

/** Red, green, blue and a weight for each cell, interleaved. */
interface ColourGrid {
  readonly data: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Weighted mean colour around each cell of a grid; where nothing has weight, the picture's own colour is the best guess. */
function meanColours(small: RgbPixels, smallAlpha: MaskPixels, step: number, weightOf: (alpha: number) => number): ColourGrid {
  const weights = Float32Array.from({ length: 256 }, (_, alpha) => weightOf(alpha / 255));
  const grid = weigh(small, smallAlpha, step, weights);
  const near = boxSums(grid, nearPx);
  const far = boxSums(thin(grid), farPx);
  for (let y = 0, at = 0; y < grid.heightPx; y++) {
    const farRow = Math.min(far.heightPx - 1, Math.floor(y / farStep)) * far.widthPx;
    for (let x = 0; x < grid.widthPx; x++, at += 4) {
      const farAt = 4 * (farRow + Math.min(far.widthPx - 1, Math.floor(x / farStep)));
      const weight = (near.data[at + 3] ?? 0) + farWeight * (far.data[farAt + 3] ?? 0);
      const from = 3 * (y * step * small.widthPx + x * step);
      for (let channel = 0; channel < 3; channel++) {
        const sum = (near.data[at + channel] ?? 0) + farWeight * (far.data[farAt + channel] ?? 0);
        near.data[at + channel] = weight > 1e-6 ? sum / weight : (small.data[from + channel] ?? 0);
      }
    }
  }
  return near;
}

function weigh(small: RgbPixels, smallAlpha: MaskPixels, step: number, weights: Float32Array): ColourGrid {
  const widthPx = Math.max(1, Math.floor(small.widthPx / step));
  const heightPx = Math.max(1, Math.floor(small.heightPx / step));
  const data = new Float32Array(4 * widthPx * heightPx);
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, to += 4) {
      const from = y * step * small.widthPx + x * step;
      const weight = weights[smallAlpha.data[from] ?? 0] ?? 0;
      if (weight === 0) continue;
      data[to] = weight * (small.data[3 * from] ?? 0);
      data[to + 1] = weight * (small.data[3 * from + 1] ?? 0);
      data[to + 2] = weight * (small.data[3 * from + 2] ?? 0);
      data[to + 3] = weight;
    }
  }
  return { data, widthPx, heightPx };
}

function thin({ data, widthPx, heightPx }: ColourGrid): ColourGrid {
  const width = Math.max(1, Math.floor(widthPx / farStep));
  const height = Math.max(1, Math.floor(heightPx / farStep));
  const thinned = new Float32Array(4 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const from = 4 * (y * farStep * widthPx + x * farStep);
      thinned.set(data.subarray(from, from + 4), to);
    }
  }
  return { data: thinned, widthPx: width, heightPx: height };
}

/** Sums over a window of (2 × radius + 1)² cells, cut at the border, by running sums along rows and then columns. */
function boxSums({ data, widthPx, heightPx }: ColourGrid, radiusPx: number): ColourGrid {
  const rows = new Float32Array(data.length);
  for (let y = 0; y < heightPx; y++) runningSum(data, rows, 4 * y * widthPx, 4, widthPx, radiusPx);
  const out = new Float32Array(data.length);
  for (let x = 0; x < widthPx; x++) runningSum(rows, out, 4 * x, 4 * widthPx, heightPx, radiusPx);
  return { data: out, widthPx, heightPx };
}

function runningSum(source: Float32Array, out: Float32Array, start: number, stride: number, length: number, radius: number): void {
  let [red, green, blue, weight] = [0, 0, 0, 0];
  for (let step = 0; step < length + radius; step++) {
    if (step < length) {
      const at = start + step * stride;
      red += source[at] ?? 0;
      green += source[at + 1] ?? 0;
      blue += source[at + 2] ?? 0;
      weight += source[at + 3] ?? 0;
    }
    const gone = step - 2 * radius - 1;
    if (gone >= 0) {
      const at = start + gone * stride;
      red -= source[at] ?? 0;
      green -= source[at + 1] ?? 0;
      blue -= source[at + 2] ?? 0;
      weight -= source[at + 3] ?? 0;
    }
    const centre = step - radius;
    if (centre < 0) continue;
    const to = start + centre * stride;
    out[to] = red;
    out[to + 1] = green;
    out[to + 2] = blue;
    out[to + 3] = weight;
  }
}
