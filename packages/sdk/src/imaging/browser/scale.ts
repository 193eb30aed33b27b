import { enlarge } from '../enlarge.ts';
import type { ResizeKernel } from '../kernels.ts';
import type { Picture } from '../operations/operation.ts';

/**
 * Scales pixels without anything native: what sharp does in Node. Shrinking filters as widely as it shrinks, in stored values, with colours
 * weighted by alpha; enlarging is the same as in Node.
 */
export function scaleInBrowser(source: Picture, widthPx: number, heightPx: number, kernel: ResizeKernel): Picture {
  const width = Math.min(source.widthPx, widthPx);
  const height = Math.min(source.heightPx, heightPx);
  const small = width === source.widthPx && height === source.heightPx ? source : shrink(source, width, height, kernel);
  if (width === widthPx && height === heightPx) return small;
  const data = enlarge<3 | 4>(small, widthPx, heightPx, kernel === 'linear' ? 'linear' : 'cubic').data;
  return { ...small, data, widthPx, heightPx };
}

function shrink(source: Picture, widthPx: number, heightPx: number, kernel: ResizeKernel): Picture {
  const { channels } = source;
  const columns = tapsFor(widthPx, source.widthPx, kernel);
  const rows = tapsFor(heightPx, source.heightPx, kernel);
  const narrow = new Float32Array(widthPx * channels * source.heightPx);
  for (let y = 0; y < source.heightPx; y++)
    narrowRow(source, y, columns, narrow.subarray(y * widthPx * channels, (y + 1) * widthPx * channels));
  const data = new Uint8Array(widthPx * heightPx * channels);
  const line = new Float32Array(widthPx * channels);
  for (const [y, { first, weights }] of rows.entries()) {
    line.fill(0);
    for (const [tap, weight] of weights.entries()) {
      const from = (first + tap) * line.length;
      for (let at = 0; at < line.length; at++) line[at] = (line[at] ?? 0) + weight * (narrow[from + at] ?? 0);
    }
    for (let at = 0; at < line.length; at++) {
      const alpha = channels === 4 ? (line[at - (at % 4) + 3] ?? 0) : 255;
      const value = channels === 4 && at % 4 !== 3 ? (alpha > 0 ? ((line[at] ?? 0) * 255) / alpha : 0) : (line[at] ?? 0);
      data[y * line.length + at] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { ...source, data, widthPx, heightPx };
}

interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

function narrowRow({ data, widthPx, channels }: Picture, y: number, columns: readonly Taps[], out: Float32Array): void {
  const start = y * widthPx * channels;
  for (const [x, { first, weights }] of columns.entries()) {
    for (const [tap, weight] of weights.entries()) {
      const from = start + (first + tap) * channels;
      const share = channels === 4 ? (weight * (data[from + 3] ?? 0)) / 255 : weight;
      for (let channel = 0; channel < 3; channel++) {
        out[x * channels + channel] = (out[x * channels + channel] ?? 0) + share * (data[from + channel] ?? 0);
      }
      if (channels === 4) out[x * 4 + 3] = (out[x * 4 + 3] ?? 0) + weight * (data[from + 3] ?? 0);
    }
  }
}

/** For each place of the result the places of the source that it is made of. */
function tapsFor(length: number, sourceLength: number, kernel: ResizeKernel): readonly Taps[] {
  const scale = sourceLength / length;
  const { reach, weightAt } = filters[kernel];
  return Array.from({ length }, (_, at) => {
    const centre = (at + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach * scale));
    const last = Math.min(sourceLength - 1, Math.ceil(centre + reach * scale) - 1);
    const weights = Float64Array.from({ length: last - first + 1 }, (_value, tap) =>
      weightAt(Math.abs(first + tap + 0.5 - centre) / scale),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

interface Filter {
  readonly reach: number;
  weightAt(away: number): number;
}

const lanczos = (reach: number): Filter => ({
  reach,
  weightAt: (away) =>
    away === 0 ? 1 : away >= reach ? 0 : (reach * Math.sin(Math.PI * away) * Math.sin((Math.PI * away) / reach)) / (Math.PI * away) ** 2,
});

/** The family of Mitchell and Netravali, "Reconstruction Filters in Computer Graphics", SIGGRAPH (1988). */
const cubic = (b: number, c: number): Filter => ({
  reach: 2,
  weightAt: (x) =>
    x < 1
      ? ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + 6 - 2 * b) / 6
      : x < 2
        ? ((-b - 6 * c) * x ** 3 + (6 * b + 30 * c) * x ** 2 + (-12 * b - 48 * c) * x + 8 * b + 24 * c) / 6
        : 0,
});

const filters: Readonly<Record<ResizeKernel, Filter>> = {
  linear: { reach: 1, weightAt: (away) => Math.max(0, 1 - away) },
  cubic: cubic(0, 0.5),
  mitchell: cubic(1 / 3, 1 / 3),
  lanczos2: lanczos(2),
  lanczos3: lanczos(3),
};
