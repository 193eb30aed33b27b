import type { MaskPixels, RgbaPixels, RgbPixels } from '@forecourt/quality';
import { catmullRom } from '../../imaging/enlarge.ts';
import type { ColourEstimate } from './colours.ts';

/** What all mask pixels around a place say together. */
const clear = 0;
const opaque = 1;
const mixed = 2;

/**
 * Puts photo and mask together to a cutout. Colour under alpha 0 is zero: it compresses better and leaks nothing.
 *
 * A smaller mask is enlarged on the way, with the Catmull-Rom cubic (Keys, "Cubic Convolution Interpolation for Digital
 * Image Processing", IEEE Trans. ASSP 1981, a = −1/2). Most of a picture lies where all mask pixels around are 0 or all
 * are 255; there nothing is computed, which makes enlarging nearly free.
 *
 * @param mask of the photo's size or smaller, over the same picture.
 * @param estimate gives the car's own colour where both mix; without it the photo's colour is kept.
 */
export function composeCutout(photo: RgbPixels, mask: MaskPixels, estimate?: ColourEstimate): RgbaPixels {
  const { widthPx, heightPx } = photo;
  const rgb = photo.data;
  const data = new Uint8Array(4 * widthPx * heightPx);
  const words = new Uint32Array(data.buffer);
  const columns = taps(widthPx, mask.widthPx);
  const rows = taps(heightPx, mask.heightPx);
  const kinds = new Uint8Array(mask.widthPx + 1);
  const line = new Float32Array(mask.widthPx + 3);
  let kindsOf = Number.NaN;

  for (let y = 0; y < heightPx; y++) {
    const top = rows.first[y] ?? 0;
    if (top !== kindsOf) {
      classify(mask, top, kinds);
      kindsOf = top;
    }
    let lineOf = -1;
    const start = y * widthPx;
    for (let x = 0; x < widthPx; ) {
      const column = columns.first[x] ?? 0;
      const end = columns.runEnd[x] ?? widthPx;
      const kind = kinds[column + 1] ?? mixed;
      if (kind === opaque) {
        for (let i = start + x, from = 3 * i; i < start + end; i++, from += 3)
          words[i] = packed(rgb[from] ?? 0, rgb[from + 1] ?? 0, rgb[from + 2] ?? 0, 255);
      } else if (kind === mixed) {
        if (lineOf !== y) {
          blendRows(mask, top, rows.weights, 4 * y, line);
          lineOf = y;
        }
        for (let at = x; at < end; at++) {
          const alpha = sample(line, column, columns.weights, 4 * at);
          if (alpha === 0) continue;
          const i = start + at;
          const from = 3 * i;
          if (alpha === 255 || !estimate) words[i] = packed(rgb[from] ?? 0, rgb[from + 1] ?? 0, rgb[from + 2] ?? 0, alpha);
          else estimate((at + 0.5) / widthPx, (y + 0.5) / heightPx, alpha, rgb, from, data);
        }
      }
      x = end;
    }
  }
  return { data, widthPx, heightPx, channels: 4 };
}

interface Taps {
  /** For each pixel the mask pixel left of it (or above), −1 at the border. */
  readonly first: Int32Array;
  /** Four cubic weights for each pixel, of the mask pixels from `first − 1` to `first + 2`. */
  readonly weights: Float32Array;
  /** For each pixel where the run of pixels between the same two mask pixels ends. */
  readonly runEnd: Int32Array;
}

function taps(length: number, maskLength: number): Taps {
  const first = new Int32Array(length);
  const weights = new Float32Array(4 * length);
  const runEnd = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const place = ((at + 0.5) * maskLength) / length - 0.5;
    const before = Math.floor(place);
    const share = place - before;
    first[at] = before;
    weights.set(catmullRom(share), 4 * at);
  }
  for (let at = length - 1; at >= 0; at--)
    runEnd[at] = at + 1 < length && first[at + 1] === first[at] ? (runEnd[at + 1] ?? length) : at + 1;
  return { first, weights, runEnd };
}

/** For each place between two mask columns (index 0 is left of the first): what the 4 × 4 mask pixels around it say. */
function classify({ data, widthPx, heightPx }: MaskPixels, top: number, kinds: Uint8Array): void {
  const rows = [-1, 0, 1, 2].map((offset) => widthPx * Math.min(heightPx - 1, Math.max(0, top + offset)));
  const [first = 0, second = 0, third = 0, fourth = 0] = rows;
  const columnKind = (x: number): number => {
    const value = data[first + x] ?? 0;
    if (value !== 0 && value !== 255) return mixed;
    if (data[second + x] !== value || data[third + x] !== value || data[fourth + x] !== value) return mixed;
    return value === 0 ? clear : opaque;
  };
  let kind = columnKind(0);
  let run = 3;
  for (let x = 0; x <= widthPx + 1; x++) {
    const here = x < widthPx ? columnKind(x) : kind;
    run = here === kind ? run + 1 : 1;
    kind = here;
    // The window of the place `x − 1` spans the columns x − 3 to x.
    if (x >= 1) kinds[x - 1] = run >= 4 ? kind : mixed;
  }
}

/** Mixes four rows of the mask into one; it begins one column before the first, and the border repeats. */
function blendRows({ data, widthPx, heightPx }: MaskPixels, top: number, weights: Float32Array, at: number, line: Float32Array): void {
  line.fill(0);
  for (let tap = 0; tap < 4; tap++) {
    const weight = weights[at + tap] ?? 0;
    if (weight === 0) continue;
    const row = widthPx * Math.min(heightPx - 1, Math.max(0, top - 1 + tap));
    for (let x = 0; x < widthPx; x++) line[x + 1] = (line[x + 1] ?? 0) + weight * (data[row + x] ?? 0);
  }
  line[0] = line[1] ?? 0;
  line[widthPx + 1] = line[widthPx] ?? 0;
  line[widthPx + 2] = line[widthPx] ?? 0;
}

function sample(line: Float32Array, column: number, weights: Float32Array, at: number): number {
  const last = line.length - 1;
  const from = Math.max(column, 0);
  const value =
    (weights[at] ?? 0) * (line[from] ?? 0) +
    (weights[at + 1] ?? 0) * (line[column + 1] ?? 0) +
    (weights[at + 2] ?? 0) * (line[Math.min(last, column + 2)] ?? 0) +
    (weights[at + 3] ?? 0) * (line[Math.min(last, column + 3)] ?? 0);
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
}

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Four bytes of RGBA as one word: one write in place of four. */
function packed(red: number, green: number, blue: number, alpha: number): number {
  return isLittleEndian ? red | (green << 8) | (blue << 16) | (alpha << 24) : (red << 24) | (green << 16) | (blue << 8) | alpha;
}
