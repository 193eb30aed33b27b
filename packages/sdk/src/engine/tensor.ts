import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import type { ModelManifest } from './models/manifest.ts';

/**
 * Lays a picture out as a model's input: `(pixel × scale − mean) / std`, planar (NCHW) or interleaved (NHWC).
 *
 * @param picture of the model's input size.
 * @param target filled and returned; kept between pictures to spare 12 MB of allocation each.
 */
export function toTensor(picture: RgbPixels, input: ModelManifest['input'], target: Float32Array): Float32Array {
  const { data } = picture;
  const count = picture.widthPx * picture.heightPx;
  const planar = input.layout === 'NCHW';
  for (let channel = 0; channel < 3; channel++) {
    const from = input.channelOrder === 'RGB' ? channel : 2 - channel;
    // A table of 256 values replaces three operations for each of a million pixels.
    const values = Float32Array.from(
      { length: 256 },
      (_, pixel) => (pixel * input.scale - channelOf(input.mean, from)) / channelOf(input.std, from),
    );
    const step = planar ? 1 : 3;
    let to = planar ? channel * count : channel;
    for (let i = from; i < data.length; i += 3, to += step) target[to] = values[data[i] ?? 0] ?? 0;
  }
  return target;
}

function channelOf(values: readonly [number, number, number], channel: number): number {
  return values[channel] ?? 0;
}

/** Below this range a mask is flat: stretching it would blow noise up to a subject. */
const flatRange = 0.05;

/**
 * Turns a model's output plane into a mask: activation, normalisation and polarity as the manifest says.
 *
 * @param plane one value a pixel, row by row.
 */
export function toMask(plane: Float32Array, widthPx: number, heightPx: number, output: ModelManifest['output']): MaskPixels {
  const activate = output.activation === 'sigmoid' ? (value: number) => 1 / (1 + Math.exp(-value)) : (value: number) => value;
  let offset = 0;
  let gain = 255;
  if (output.normalisation === 'min-max') {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of plane) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const [from, to] = [activate(low), activate(high)];
    if (to - from > flatRange) {
      offset = from;
      gain = 255 / (to - from);
    }
  }
  const invert = output.polarity === 'background';
  const data = new Uint8Array(widthPx * heightPx);
  for (let i = 0; i < data.length; i++) {
    const value = (activate(plane[i] ?? 0) - offset) * gain;
    const byte = value <= 0 || Number.isNaN(value) ? 0 : value >= 255 ? 255 : Math.round(value);
    data[i] = invert ? 255 - byte : byte;
  }
  return { data, widthPx, heightPx, channels: 1 };
}
