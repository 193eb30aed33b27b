/** A normalised Gaussian kernel of 2 × ceil(3σ) + 1 taps. */
export function gaussianKernel(sigmaPx: number): Float64Array {
  const radius = Math.max(1, Math.ceil(3 * sigmaPx));
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, index) => Math.exp(-((index - radius) ** 2) / (2 * sigmaPx * sigmaPx)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** Smooths a closed line of values, as coordinates along a contour, with a Gaussian of `sigma` positions. */
export function smoothClosed(values: Float32Array, sigma: number): Float32Array {
  const kernel = gaussianKernel(sigma);
  const radius = (kernel.length - 1) / 2;
  const length = values.length;
  return values.map((_, index) => {
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) {
      sum += (kernel[tap] ?? 0) * (values[(((index + tap - radius) % length) + length) % length] ?? 0);
    }
    return sum;
  });
}

/**
 * Correlates rows with `horizontal` and columns with `vertical`, each of an odd number of taps; the border repeats. The same
 * as convolving for a symmetric kernel; for an odd one, as a derivative, the sign turns round.
 */
export function convolveSeparable(
  source: Float32Array,
  widthPx: number,
  heightPx: number,
  horizontal: Float64Array,
  vertical: Float64Array,
): Float32Array {
  return convolveColumns(convolveRows(source, widthPx, heightPx, horizontal), widthPx, heightPx, vertical);
}

function convolveRows(source: Float32Array, widthPx: number, heightPx: number, kernel: Float64Array): Float32Array {
  const out = new Float32Array(source.length);
  const radius = (kernel.length - 1) / 2;
  // A row with its border repeated, so that the inner loop needs no clamping.
  const line = new Float64Array(widthPx + 2 * radius);
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx;
    line.set(source.subarray(row, row + widthPx), radius);
    line.fill(source[row] ?? 0, 0, radius);
    line.fill(source[row + widthPx - 1] ?? 0, radius + widthPx);
    for (let x = 0; x < widthPx; x++) {
      let sum = 0;
      for (let tap = 0; tap < kernel.length; tap++) sum += (kernel[tap] ?? 0) * (line[x + tap] ?? 0);
      out[row + x] = sum;
    }
  }
  return out;
}

function convolveColumns(source: Float32Array, widthPx: number, heightPx: number, kernel: Float64Array): Float32Array {
  const out = new Float32Array(source.length);
  const radius = (kernel.length - 1) / 2;
  for (let y = 0; y < heightPx; y++) {
    for (let tap = 0; tap < kernel.length; tap++) {
      const from = Math.min(heightPx - 1, Math.max(0, y + tap - radius)) * widthPx;
      const weight = kernel[tap] ?? 0;
      for (let x = 0; x < widthPx; x++) out[y * widthPx + x] = (out[y * widthPx + x] ?? 0) + weight * (source[from + x] ?? 0);
    }
  }
  return out;
}
