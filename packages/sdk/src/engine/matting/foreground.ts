import type { MaskPixels, RgbaPixels, RgbPixels } from '@forecourt/quality';
import { boxMean } from '@forecourt/quality/raster';

/** The small picture that colours are estimated from: half of a usual model's input is enough for means. */
const gridPx = 512;
/** Radius of the means in grid pixels: near ones decide, far ones stand in where nothing solid is near. */
const nearPx = 2;
const farPx = 14;
/** Weight of the far mean beside the near one. */
const farWeight = 0.002;
/** Only pixels at least this opaque say what the car looks like, and only those this transparent what its ground does. */
const carFrom = 0.9;
const groundTo = 0.1;

/**
 * Puts photo and alpha together to a cutout. Where they mix (0 < alpha < 255) the car's own colour is estimated, so that
 * nothing of the old background shows on a new one. Colour under alpha 0 is zero: it compresses better and leaks nothing.
 *
 * Blur fusion: Forte and Pitié, "Approximate Fast Foreground Colour Estimation", ICIP 2021, with means from a small
 * picture and weights that trust solid pixels only.
 *
 * @param photo full size.
 * @param alpha of the photo's size.
 * @param small the photo scaled down, of any size, and `smallAlpha` of the same size: what the means are made of.
 */
export function composeCutout(photo: RgbPixels, alpha: MaskPixels, small?: RgbPixels, smallAlpha?: MaskPixels): RgbaPixels {
  const { widthPx, heightPx } = photo;
  const data = new Uint8Array(4 * widthPx * heightPx);
  const estimate = small && smallAlpha ? estimateColours(small, smallAlpha) : undefined;
  const rgb = photo.data;
  const alphas = alpha.data;
  for (let y = 0; y < heightPx; y++) {
    let i = y * widthPx;
    for (let x = 0; x < widthPx; x++, i++) {
      const opacity = alphas[i] ?? 0;
      if (opacity === 0) continue;
      const to = 4 * i;
      const from = 3 * i;
      data[to + 3] = opacity;
      if (opacity === 255 || !estimate) {
        data[to] = rgb[from] ?? 0;
        data[to + 1] = rgb[from + 1] ?? 0;
        data[to + 2] = rgb[from + 2] ?? 0;
      } else {
        estimate((x + 0.5) / widthPx, (y + 0.5) / heightPx, opacity / 255, rgb, from, data, to);
      }
    }
  }
  return { data, widthPx, heightPx, channels: 4 };
}

type Estimate = (x: number, y: number, alpha: number, rgb: Uint8Array, from: number, out: Uint8Array, to: number) => void;

/** Means of the car's colour and of the ground's, and the rule that mixes them with what the photo shows. */
function estimateColours(small: RgbPixels, smallAlpha: MaskPixels): Estimate {
  const grid = shrink(small, smallAlpha);
  const car = means(grid.rgb, grid.alpha.map((value) => Math.max(0, (value - carFrom) / (1 - carFrom))), grid.widthPx, grid.heightPx);
  const ground = means(grid.rgb, grid.alpha.map((value) => Math.max(0, (groundTo - value) / groundTo)), grid.widthPx, grid.heightPx);
  const { widthPx, heightPx } = grid;

  return (x, y, alpha, rgb, from, out, to) => {
    // Bilinear in the grid, by hand: this runs for every pixel of the edge.
    const gridX = Math.min(Math.max(x * widthPx - 0.5, 0), widthPx - 1.001);
    const gridY = Math.min(Math.max(y * heightPx - 0.5, 0), heightPx - 1.001);
    const column = Math.floor(gridX);
    const row = Math.floor(gridY);
    const right = gridX - column;
    const down = gridY - row;
    const at = 3 * (row * widthPx + column);
    const below = at + 3 * widthPx;
    for (let channel = 0; channel < 3; channel++) {
      const carColour =
        ((car[at + channel] ?? 0) * (1 - right) + (car[at + 3 + channel] ?? 0) * right) * (1 - down) +
        ((car[below + channel] ?? 0) * (1 - right) + (car[below + 3 + channel] ?? 0) * right) * down;
      const groundColour =
        ((ground[at + channel] ?? 0) * (1 - right) + (ground[at + 3 + channel] ?? 0) * right) * (1 - down) +
        ((ground[below + channel] ?? 0) * (1 - right) + (ground[below + 3 + channel] ?? 0) * right) * down;
      const seen = rgb[from + channel] ?? 0;
      const value = carColour + alpha * (seen - alpha * carColour - (1 - alpha) * groundColour);
      out[to + channel] = value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
    }
  };
}

interface ColourGrid {
  readonly rgb: readonly [Float32Array, Float32Array, Float32Array];
  readonly alpha: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Picks every n-th pixel: means of a window do not need each of them. */
function shrink(small: RgbPixels, smallAlpha: MaskPixels): ColourGrid {
  const step = Math.max(1, Math.floor(Math.max(small.widthPx, small.heightPx) / gridPx));
  const widthPx = Math.floor(small.widthPx / step);
  const heightPx = Math.floor(small.heightPx / step);
  const count = widthPx * heightPx;
  const rgb = [new Float32Array(count), new Float32Array(count), new Float32Array(count)] as const;
  const alpha = new Float32Array(count);
  const offset = step >> 1;
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, to++) {
      const from = (y * step + offset) * small.widthPx + x * step + offset;
      rgb[0][to] = small.data[3 * from] ?? 0;
      rgb[1][to] = small.data[3 * from + 1] ?? 0;
      rgb[2][to] = small.data[3 * from + 2] ?? 0;
      alpha[to] = (smallAlpha.data[from] ?? 0) / 255;
    }
  }
  return { rgb, alpha, widthPx, heightPx };
}

/** Weighted mean colour around each grid pixel, interleaved. */
function means(rgb: ColourGrid['rgb'], weights: Float32Array, widthPx: number, heightPx: number): Float32Array {
  const blurred = (values: Float32Array) => {
    const near = boxMean(values, widthPx, heightPx, nearPx);
    const far = boxMean(values, widthPx, heightPx, farPx);
    return near.map((value, i) => value + farWeight * (far[i] ?? 0));
  };
  const total = blurred(weights);
  const out = new Float32Array(3 * weights.length);
  rgb.forEach((plane, channel) => {
    const sum = blurred(plane.map((value, i) => value * (weights[i] ?? 0)));
    for (let i = 0; i < total.length; i++) {
      // Far from anything solid the photo's own colour is the best guess.
      const weight = total[i] ?? 0;
      out[3 * i + channel] = weight > 1e-7 ? (sum[i] ?? 0) / weight : (plane[i] ?? 0);
    }
  });
  return out;
}
