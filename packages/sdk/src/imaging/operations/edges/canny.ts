import { convolveSeparable, findComponents, gaussianKernel } from '@forecourt/quality/raster';

export interface CannyOptions {
  /** Smoothing before anything else: what is smaller is not seen. */
  readonly sigmaPx: number;
  /** Contrast at which an edge begins, 1 being from black to white. */
  readonly high: number;
  /** Contrast down to which it goes on. */
  readonly low: number;
}

/**
 * 1 where an edge runs, one pixel wide.
 *
 * Source: Canny, "A Computational Approach to Edge Detection", IEEE Transactions on Pattern Analysis and Machine Intelligence 8 (1986):
 * Gaussian, gradient, its maxima across the edge, and two thresholds of which the lower only goes on with what the higher began.
 */
export function findEdges(luma: Uint8Array, widthPx: number, heightPx: number, { sigmaPx, high, low }: CannyOptions): Uint8Array {
  const kernel = gaussianKernel(sigmaPx);
  const smooth = convolveSeparable(Float32Array.from(luma), widthPx, heightPx, kernel, kernel);
  const { magnitude, sector } = gradientOf(smooth, widthPx, heightPx);
  // A step of 255, smoothed, is so steep in its middle: thresholds mean the same at every smoothing.
  const steepest = stepSlope(kernel);
  const weak = new Uint8Array(luma.length);
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x;
      const here = magnitude[at] ?? 0;
      if (here < low * steepest) continue;
      const step = [1, widthPx + 1, widthPx, widthPx - 1][sector[at] ?? 0] ?? 1;
      // Of two equal neighbours one has to give way, or the edge would be two pixels wide.
      if (here > (magnitude[at - step] ?? 0) && here >= (magnitude[at + step] ?? 0)) weak[at] = 1;
    }
  }
  const { labels, list } = findComponents(weak, widthPx, heightPx, 1, 8);
  const isStrong = new Uint8Array(list.length + 1);
  for (let at = 0; at < labels.length; at++) if ((magnitude[at] ?? 0) >= high * steepest) isStrong[labels[at] ?? 0] = 1;
  isStrong[0] = 0;
  return weak.map((_, at) => isStrong[labels[at] ?? 0] ?? 0);
}

/** Length of the gradient by central differences, and its direction: 0 across, 1 falling, 2 down, 3 rising. */
function gradientOf(values: Float32Array, widthPx: number, heightPx: number): { magnitude: Float32Array; sector: Uint8Array } {
  const magnitude = new Float32Array(values.length);
  const sector = new Uint8Array(values.length);
  // tan 22.5°
  const slope = Math.SQRT2 - 1;
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x;
      const across = ((values[at + 1] ?? 0) - (values[at - 1] ?? 0)) / 2;
      const down = ((values[at + widthPx] ?? 0) - (values[at - widthPx] ?? 0)) / 2;
      magnitude[at] = Math.sqrt(across * across + down * down);
      const [wide, tall] = [Math.abs(across), Math.abs(down)];
      sector[at] = tall <= wide * slope ? 0 : wide <= tall * slope ? 2 : across * down > 0 ? 1 : 3;
    }
  }
  return { magnitude, sector };
}

function stepSlope(kernel: Float64Array): number {
  const middle = (kernel.length - 1) / 2;
  return (255 * ((kernel[middle] ?? 0) + (kernel[middle + 1] ?? 0))) / 2;
}
