/**
 * The skeleton of a mask, one pixel wide.
 *
 * Source: Zhang and Suen, "A Fast Parallel Algorithm for Thinning Digital Patterns", Communications of the ACM 27 (1984).
 * Only pixels beside those removed last are looked at again, so the cost follows the area and not area times thickness.
 */
export function thin(mask: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  // One pixel of ground all round spares every look at a neighbour a check of the border.
  const stride = widthPx + 2;
  const padded = new Uint8Array(stride * (heightPx + 2));
  for (let y = 0; y < heightPx; y++) padded.set(mask.subarray(y * widthPx, (y + 1) * widthPx), (y + 1) * stride + 1);
  const ring = [-stride, -stride + 1, 1, stride + 1, stride, stride - 1, -1, -stride - 1] as const;
  const queued = new Uint8Array(padded.length);
  let candidates: readonly number[] = [...positionsOf(padded)];
  while (candidates.length > 0) {
    const next: number[] = [];
    for (const pass of [0, 1] as const) {
      const removed = candidates.filter((at) => padded[at] === 1 && removable(padded, at, ring, pass));
      for (const at of removed) padded[at] = 0;
      for (const at of removed) for (const step of ring) if (padded[at + step] === 1) next.push(at + step);
      if (pass === 0 && next.length > 0) candidates = merged(candidates, next, queued, padded);
    }
    candidates = merged([], next, queued, padded);
  }
  const out = new Uint8Array(mask.length);
  for (let y = 0; y < heightPx; y++) out.set(padded.subarray((y + 1) * stride + 1, (y + 1) * stride + 1 + widthPx), y * widthPx);
  return out;
}

function* positionsOf(padded: Uint8Array): Generator<number> {
  for (let at = padded.indexOf(1); at >= 0; at = padded.indexOf(1, at + 1)) yield at;
}

/** Both lists without repetitions and without what has been removed. */
function merged(one: readonly number[], other: readonly number[], queued: Uint8Array, padded: Uint8Array): number[] {
  const out: number[] = [];
  for (const list of [one, other]) {
    for (const at of list) {
      if (queued[at] === 1 || padded[at] !== 1) continue;
      queued[at] = 1;
      out.push(at);
    }
  }
  for (const at of out) queued[at] = 0;
  return out;
}

/** Zhang and Suen's four conditions; `ring` runs clockwise from the pixel above. */
function removable(padded: Uint8Array, at: number, ring: readonly number[], pass: 0 | 1): boolean {
  let neighbours = 0;
  let rises = 0;
  for (let index = 0; index < 8; index++) {
    const here = padded[at + (ring[index] ?? 0)] ?? 0;
    const after = padded[at + (ring[(index + 1) % 8] ?? 0)] ?? 0;
    neighbours += here;
    if (here === 0 && after === 1) rises++;
  }
  if (neighbours < 2 || neighbours > 6 || rises !== 1) return false;
  const up = padded[at + (ring[0] ?? 0)] ?? 0;
  const right = padded[at + (ring[2] ?? 0)] ?? 0;
  const down = padded[at + (ring[4] ?? 0)] ?? 0;
  const left = padded[at + (ring[6] ?? 0)] ?? 0;
  return pass === 0 ? up * right * down === 0 && right * down * left === 0 : up * right * left === 0 && up * down * left === 0;
}
