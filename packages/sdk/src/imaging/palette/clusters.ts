export interface Clusters {
  /** Three values each. */
  readonly centres: Float64Array;
  /** The cluster of each point. */
  readonly of: Uint16Array;
  /** How much all points of each weigh together. */
  readonly weights: Float64Array;
}

/** More rounds than this move nothing that an eye would see. */
const mostRounds = 40;

/**
 * Groups weighted points of three values each into at most `count` clusters: none is empty.
 *
 * Source: Arthur and Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA (2007), in its greedy form (section 5): of a few
 * candidates for each further centre, the one that leaves the least. Then Lloyd's rounds.
 */
export function clusterPoints(points: Float64Array, weights: Float64Array, count: number, random: () => number): Clusters {
  const centres = chooseCentres(points, weights, count, random);
  const of = new Uint16Array(weights.length);
  let sums = assign(points, weights, centres, of).sums;
  for (let round = 0; round < mostRounds; round++) {
    for (let cluster = 0; cluster * 3 < centres.length; cluster++) {
      const weight = sums[4 * cluster + 3] ?? 0;
      if (weight === 0) continue;
      for (let axis = 0; axis < 3; axis++) centres[3 * cluster + axis] = (sums[4 * cluster + axis] ?? 0) / weight;
    }
    const next = assign(points, weights, centres, of);
    sums = next.sums;
    if (!next.hasMoved) break;
  }
  return { centres, of, weights: Float64Array.from({ length: centres.length / 3 }, (_, cluster) => sums[4 * cluster + 3] ?? 0) };
}

function chooseCentres(points: Float64Array, weights: Float64Array, count: number, random: () => number): Float64Array {
  const nearest = new Float64Array(weights.length).fill(Number.POSITIVE_INFINITY);
  const chosen = [drawn(weights, random)];
  shrink(points, nearest, chosen[0] ?? 0);
  const candidates = 2 + Math.floor(Math.log(count));
  const pull = new Float64Array(weights.length);
  while (chosen.length < count) {
    for (let at = 0; at < pull.length; at++) pull[at] = (weights[at] ?? 0) * (nearest[at] ?? 0);
    let best = { left: Number.POSITIVE_INFINITY, at: -1 };
    for (let trial = 0; trial < candidates; trial++) {
      const at = drawn(pull, random);
      // All points are centres already: there are fewer colours than clusters.
      if (at < 0) break;
      const left = remaining(points, weights, nearest, at);
      if (left < best.left) best = { left, at };
    }
    if (best.at < 0) break;
    chosen.push(best.at);
    shrink(points, nearest, best.at);
  }
  return Float64Array.from(chosen.flatMap((at) => [...points.subarray(3 * at, 3 * at + 3)]));
}

/** An index drawn with a chance as large as its value; -1 where all are zero. */
function drawn(chances: Float64Array, random: () => number): number {
  let total = 0;
  for (const chance of chances) total += chance;
  if (total === 0) return -1;
  let left = random() * total;
  let last = -1;
  for (let at = 0; at < chances.length; at++) {
    const chance = chances[at] ?? 0;
    if (chance === 0) continue;
    last = at;
    left -= chance;
    if (left < 0) break;
  }
  return last;
}

function shrink(points: Float64Array, nearest: Float64Array, centre: number): void {
  for (let at = 0; at < nearest.length; at++) nearest[at] = Math.min(nearest[at] ?? 0, squared(points, at, points, centre));
}

function remaining(points: Float64Array, weights: Float64Array, nearest: Float64Array, centre: number): number {
  let sum = 0;
  for (let at = 0; at < nearest.length; at++) sum += (weights[at] ?? 0) * Math.min(nearest[at] ?? 0, squared(points, at, points, centre));
  return sum;
}

function assign(
  points: Float64Array,
  weights: Float64Array,
  centres: Float64Array,
  of: Uint16Array,
): { readonly sums: Float64Array; readonly hasMoved: boolean } {
  const sums = new Float64Array((centres.length / 3) * 4);
  let hasMoved = false;
  for (let at = 0; at < weights.length; at++) {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let cluster = 0; cluster * 3 < centres.length; cluster++) {
      const away = squared(points, at, centres, cluster);
      if (away < least) [best, least] = [cluster, away];
    }
    if (of[at] !== best) hasMoved = true;
    of[at] = best;
    const weight = weights[at] ?? 0;
    for (let axis = 0; axis < 3; axis++) sums[4 * best + axis] = (sums[4 * best + axis] ?? 0) + weight * (points[3 * at + axis] ?? 0);
    sums[4 * best + 3] = (sums[4 * best + 3] ?? 0) + weight;
  }
  return { sums, hasMoved };
}

function squared(one: Float64Array, at: number, other: Float64Array, index: number): number {
  const first = (one[3 * at] ?? 0) - (other[3 * index] ?? 0);
  const second = (one[3 * at + 1] ?? 0) - (other[3 * index + 1] ?? 0);
  const third = (one[3 * at + 2] ?? 0) - (other[3 * index + 2] ?? 0);
  return first * first + second * second + third * third;
}
