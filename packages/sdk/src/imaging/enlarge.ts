import type { Pixels } from '@forecourt/quality';

/**
 * Enlarges pixels with their centres kept in place: (x + ½) × scale − ½, as networks and other libraries count.
 *
 * sharp 0.35 puts an enlarged picture half a pixel of the result too far to the right and down, whatever the kernel (a
 * centred disc comes out with its centroid at +0.50, +0.50), which is seen in masks. Shrinking is exact there.
 *
 * Colours are weighted by alpha, so that what is transparent bleeds nothing into what is not.
 *
 * `linear` is bilinear; `cubic` is the Catmull-Rom spline (Keys, IEEE Trans. ASSP 1981, a = −1/2).
 *
 * @param widthPx at least the source's; the same for `heightPx`.
 */
export function enlarge<Channels extends 1 | 3 | 4>(
  source: Pixels<Channels>,
  widthPx: number,
  heightPx: number,
  kernel: 'linear' | 'cubic',
): Pixels<Channels> {
  const { channels } = source;
  const columns = cubicTaps(widthPx, source.widthPx, kernel);
  const rows = cubicTaps(heightPx, source.heightPx, kernel);
  const lineLength = widthPx * channels;
  // Each source row is widened once; the four that a row of the result needs are kept.
  const lines = [0, 1, 2, 3].map(() => ({ row: -1, values: new Float32Array(lineLength) }));
  const lineOf = (row: number): Float32Array => {
    const line = lines[row & 3] ?? { row: -1, values: new Float32Array(lineLength) };
    if (line.row !== row) {
      widen(source, row, columns, line.values);
      line.row = row;
    }
    return line.values;
  };

  const data = new Uint8Array(widthPx * heightPx * channels);
  const mixed = new Float32Array(lineLength);
  for (let y = 0; y < heightPx; y++) {
    mixRows(lineOf, rows, 4 * y, mixed);
    if (channels === 4) divideByAlpha(mixed);
    const start = y * lineLength;
    for (let i = 0; i < lineLength; i++) {
      const value = (mixed[i] ?? 0) + 0.5;
      data[start + i] = value <= 0 ? 0 : Math.min(value, 255);
    }
  }
  return { data, widthPx, heightPx, channels };
}

function mixRows(lineOf: (row: number) => Float32Array, { from, weight }: Taps, at: number, mixed: Float32Array): void {
  const first = lineOf(from[at] ?? 0);
  const second = lineOf(from[at + 1] ?? 0);
  const third = lineOf(from[at + 2] ?? 0);
  const fourth = lineOf(from[at + 3] ?? 0);
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = weight.subarray(at, at + 4);
  for (let i = 0; i < mixed.length; i++) {
    mixed[i] = w0 * (first[i] ?? 0) + w1 * (second[i] ?? 0) + w2 * (third[i] ?? 0) + w3 * (fourth[i] ?? 0);
  }
}

function divideByAlpha(line: Float32Array): void {
  for (let i = 0; i < line.length; i += 4) {
    const alpha = line[i + 3] ?? 0;
    const gain = alpha > 0 ? 255 / alpha : 0;
    for (let channel = 0; channel < 3; channel++) line[i + channel] = (line[i + channel] ?? 0) * gain;
  }
}

interface Taps {
  /** Four source positions for each position of the result, inside the picture. */
  readonly from: Int32Array;
  readonly weight: Float32Array;
}

function cubicTaps(length: number, sourceLength: number, kernel: 'linear' | 'cubic'): Taps {
  const from = new Int32Array(4 * length);
  const weight = new Float32Array(4 * length);
  for (let at = 0; at < length; at++) {
    const place = ((at + 0.5) * sourceLength) / length - 0.5;
    const before = Math.floor(place);
    const share = place - before;
    const weights = kernel === 'linear' ? [0, 1 - share, share, 0] : catmullRom(share);
    for (let tap = 0; tap < 4; tap++) {
      from[4 * at + tap] = Math.min(sourceLength - 1, Math.max(0, before - 1 + tap));
      weight[4 * at + tap] = weights[tap] ?? 0;
    }
  }
  return { from, weight };
}

/** Weights of the four neighbours of a place `share` of the way from the second to the third. */
export function catmullRom(share: number): readonly [number, number, number, number] {
  return [
    share * (-0.5 + share * (1 - 0.5 * share)),
    1 + share * share * (-2.5 + 1.5 * share),
    share * (0.5 + share * (2 - 1.5 * share)),
    share * share * (-0.5 + 0.5 * share),
  ];
}

function widen({ data, widthPx, channels }: Pixels, row: number, { from, weight }: Taps, line: Float32Array): void {
  const start = row * widthPx * channels;
  line.fill(0);
  for (let at = 0, to = 0; at < from.length; to += channels) {
    for (let tap = 0; tap < 4; tap++, at++) {
      const pixel = start + (from[at] ?? 0) * channels;
      const share = weight[at] ?? 0;
      if (share === 0) continue;
      const colourShare = channels === 4 ? (share * (data[pixel + 3] ?? 0)) / 255 : share;
      const colours = channels === 4 ? 3 : channels;
      for (let channel = 0; channel < colours; channel++)
        line[to + channel] = (line[to + channel] ?? 0) + colourShare * (data[pixel + channel] ?? 0);
      if (channels === 4) line[to + 3] = (line[to + 3] ?? 0) + share * (data[pixel + 3] ?? 0);
    }
  }
}
