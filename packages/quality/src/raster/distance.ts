/**
 * Squared Euclidean distance, in pixels, from each pixel to the nearest pixel where `mask` equals `target`;
 * `Infinity` everywhere if there is none. Exact and linear in the number of pixels.
 *
 * Source: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 8 (2012).
 */
export function squaredDistanceTo(mask: Uint8Array, widthPx: number, heightPx: number, target: 0 | 1): Float32Array {
  const squared = new Float32Array(widthPx * heightPx);
  // The first pass, down the columns, needs no envelope: the distance to the last hit seen from above and from below.
  const far = widthPx + heightPx;
  for (let x = 0; x < widthPx; x++) squared[x] = mask[x] === target ? 0 : far;
  for (let at = widthPx; at < squared.length; at++) squared[at] = mask[at] === target ? 0 : (squared[at - widthPx] ?? 0) + 1;
  for (let at = squared.length - widthPx - 1; at >= 0; at--) {
    const below = (squared[at + widthPx] ?? 0) + 1;
    if (below < (squared[at] ?? 0)) squared[at] = below;
  }
  const vertices = new Int32Array(widthPx);
  const bounds = new Float64Array(widthPx + 1);
  const line = new Float64Array(widthPx);
  for (let y = 0; y < heightPx; y++) {
    lowerEnvelope(squared, y * widthPx, widthPx, far, { vertices, bounds, line });
  }
  return squared;
}

interface Scratch {
  readonly vertices: Int32Array;
  readonly bounds: Float64Array;
  readonly line: Float64Array;
}

/** Turns a row of column distances into squared distances: the lower envelope of one parabola for each column that has a hit. */
function lowerEnvelope(rows: Float32Array, start: number, widthPx: number, far: number, scratch: Scratch): void {
  const { vertices, bounds, line } = scratch;
  let count = 0;
  for (let x = 0; x < widthPx; x++) {
    const distance = rows[start + x] ?? 0;
    line[x] = distance * distance;
    if (distance >= far) continue;
    let crossing = Number.NEGATIVE_INFINITY;
    while (count > 0) {
      const last = vertices[count - 1] ?? 0;
      crossing = ((line[x] ?? 0) + x * x - (line[last] ?? 0) - last * last) / (2 * (x - last));
      if (crossing > (bounds[count - 1] ?? 0)) break;
      count--;
      crossing = Number.NEGATIVE_INFINITY;
    }
    vertices[count] = x;
    bounds[count] = crossing;
    count++;
  }
  if (count === 0) {
    rows.fill(Number.POSITIVE_INFINITY, start, start + widthPx);
    return;
  }
  for (let x = 0, parabola = 0; x < widthPx; x++) {
    while (parabola + 1 < count && (bounds[parabola + 1] ?? 0) < x) parabola++;
    const vertex = vertices[parabola] ?? 0;
    rows[start + x] = (x - vertex) * (x - vertex) + (line[vertex] ?? 0);
  }
}
