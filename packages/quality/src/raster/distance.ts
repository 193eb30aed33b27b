/**
 * Squared Euclidean distance, in pixels, from each pixel to the nearest pixel where `mask` equals `target`;
 * `Infinity` everywhere if there is none. Exact and linear in the number of pixels.
 *
 * Source: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 8 (2012).
 */
export function squaredDistanceTo(mask: Uint8Array, widthPx: number, heightPx: number, target: 0 | 1): Float32Array {
  return transform(mask, widthPx, heightPx, target, undefined);
}

/** The same with the place of that nearest pixel; -1 everywhere if there is none. */
export function nearestTo(
  mask: Uint8Array,
  widthPx: number,
  heightPx: number,
  target: 0 | 1,
): { squared: Float32Array; nearest: Int32Array } {
  const nearest = new Int32Array(mask.length).fill(-1);
  return { squared: transform(mask, widthPx, heightPx, target, nearest), nearest };
}

function transform(mask: Uint8Array, widthPx: number, heightPx: number, target: 0 | 1, nearest: Int32Array | undefined): Float32Array {
  const rows = distancesInColumns(mask, widthPx, heightPx, target);
  if (nearest) nearestInColumns(mask, rows, widthPx, heightPx, target, nearest);
  const scratch = { vertices: new Int32Array(widthPx), bounds: new Float64Array(widthPx + 1), line: new Float64Array(widthPx) };
  for (let y = 0; y < heightPx; y++) lowerEnvelope(rows, y * widthPx, widthPx, widthPx + heightPx, scratch, nearest);
  return rows;
}

/** The first pass needs no envelope: the distance to the last hit seen from above and from below. `widthPx + heightPx` is none. */
function distancesInColumns(mask: Uint8Array, widthPx: number, heightPx: number, target: 0 | 1): Float32Array {
  const far = widthPx + heightPx;
  const distance = new Float32Array(widthPx * heightPx);
  for (let at = 0; at < distance.length; at++) {
    const above = at < widthPx ? far : (distance[at - widthPx] ?? 0) + 1;
    distance[at] = mask[at] === target ? 0 : Math.min(far, above);
  }
  for (let at = distance.length - widthPx - 1; at >= 0; at--) {
    const below = (distance[at + widthPx] ?? 0) + 1;
    if (below < (distance[at] ?? 0)) distance[at] = below;
  }
  return distance;
}

function nearestInColumns(
  mask: Uint8Array,
  distance: Float32Array,
  widthPx: number,
  heightPx: number,
  target: 0 | 1,
  nearest: Int32Array,
): void {
  const far = widthPx + heightPx;
  for (let at = 0; at < mask.length; at++) {
    const away = distance[at] ?? far;
    if (away >= far) continue;
    const above = at - away * widthPx;
    nearest[at] = above >= 0 && mask[above] === target ? above : at + away * widthPx;
  }
}

interface Scratch {
  readonly vertices: Int32Array;
  readonly bounds: Float64Array;
  readonly line: Float64Array;
}

/** Turns a row of column distances into squared distances: the lower envelope of one parabola for each column that has a hit. */
function lowerEnvelope(
  rows: Float32Array,
  start: number,
  widthPx: number,
  far: number,
  scratch: Scratch,
  nearest: Int32Array | undefined,
): void {
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
  const inColumns = nearest?.slice(start, start + widthPx);
  for (let x = 0, parabola = 0; x < widthPx; x++) {
    while (parabola + 1 < count && (bounds[parabola + 1] ?? 0) < x) parabola++;
    const vertex = vertices[parabola] ?? 0;
    rows[start + x] = (x - vertex) * (x - vertex) + (line[vertex] ?? 0);
    if (nearest) nearest[start + x] = inColumns?.[vertex] ?? -1;
  }
}
