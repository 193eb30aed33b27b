import type { MaskPixels } from '@forecourt/quality';
import { type Component, findComponents, squaredDistanceTo } from '@forecourt/quality/raster';

/** From here on a pixel counts as car. */
const solidFrom = 128;
/** A part this large beside the largest is another half of the car (a lamp post in front), not a bystander. */
const equalShare = 0.35;
/** Loose parts nearer than this share of the diagonal are the car's own: an aerial's tip, a plate, a mirror. */
const ownGap = 0.012;
/** Smaller loose parts are flecks. */
const fleckShare = 0.0004;
/** Soft edges of the car reach this far, as a share of the diagonal; weak alpha beyond it is haze. */
const edgeReach = 0.008;
/** Haze above this mean alpha may be part of the car that the model doubted: it stays, and the report tells. */
const doubtAlpha = 72;

/**
 * Says what of a mask belongs to the car and what does not: loose parts (bystanders, other cars, flecks) and the weak haze
 * that networks leave around. The car is the largest connected part; what lies close to it or is nearly as large stays.
 *
 * @param mask as the model gave it, 0 to 255; a small one suffices.
 * @returns the share of each pixel's alpha that stays, 0 to 255.
 */
export function findSubject(mask: MaskPixels): MaskPixels {
  const { widthPx, heightPx } = mask;
  const solid = mask.data.map((alpha) => (alpha >= solidFrom ? 1 : 0));
  const { labels, list } = findComponents(solid, widthPx, heightPx, 1, 8);
  const car = list[0];
  if (!car) return { ...mask, data: new Uint8Array(mask.data.length).fill(255) };

  const diagonalPx = Math.hypot(widthPx, heightPx);
  const kept = keptParts(solid, labels, list, car, ownGap * diagonalPx, widthPx, heightPx);
  for (let i = 0; i < solid.length; i++) if (solid[i] === 1 && !kept.has(labels[i] ?? 0)) solid[i] = 0;
  return { ...mask, data: stayingShare(mask.data, solid, edgeReach * diagonalPx, widthPx, heightPx) };
}

function keptParts(
  solid: Uint8Array,
  labels: Int32Array,
  list: readonly Component[],
  car: Component,
  gapPx: number,
  widthPx: number,
  heightPx: number,
): ReadonlySet<number> {
  const kept = new Set(list.filter((part) => part.areaPx >= equalShare * car.areaPx).map((part) => part.label));
  const near = list.filter((part) => !kept.has(part.label) && part.areaPx >= fleckShare * car.areaPx && boxGap(part, car) <= gapPx);
  if (near.length === 0) return kept;

  const main = solid.map((_, i) => (kept.has(labels[i] ?? 0) ? 1 : 0));
  const squaredPx = squaredDistanceTo(main, widthPx, heightPx, 1);
  const nearest = new Map(near.map((part) => [part.label, Number.POSITIVE_INFINITY]));
  for (let i = 0; i < labels.length; i++) {
    const best = nearest.get(labels[i] ?? 0);
    if (best !== undefined && (squaredPx[i] ?? 0) < best) nearest.set(labels[i] ?? 0, squaredPx[i] ?? 0);
  }
  for (const [label, squared] of nearest) if (squared <= gapPx * gapPx) kept.add(label);
  return kept;
}

/** The gap between two boxes: a lower bound of the distance between what is in them. */
function boxGap(one: Component, other: Component): number {
  const x = Math.max(0, one.left - other.right, other.left - one.right);
  const y = Math.max(0, one.top - other.bottom, other.top - one.bottom);
  return Math.hypot(x, y);
}

/** All of the car and of what is near it; of weak alpha far from it only what is strong enough to be doubt instead of haze. */
function stayingShare(alpha: Uint8Array, solid: Uint8Array, reachPx: number, widthPx: number, heightPx: number): Uint8Array {
  const squaredPx = squaredDistanceTo(solid, widthPx, heightPx, 1);
  const near = reachPx * reachPx;
  const far = alpha.map((value, i) => (value > 0 && (squaredPx[i] ?? 0) > near ? 1 : 0));
  const { labels, list } = findComponents(far, widthPx, heightPx, 1, 8);
  const sums = new Float64Array(list.length + 1);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    if (label > 0) sums[label] = (sums[label] ?? 0) + Math.min(alpha[i] ?? 0, solidFrom);
  }
  const isDoubt = (part: Component) =>
    (sums[part.label] ?? 0) / part.areaPx >= doubtAlpha && touches(part, solid, reachPx, widthPx, heightPx);
  const doubtful = new Set(list.filter(isDoubt).map((part) => part.label));

  const share = new Uint8Array(alpha.length);
  for (let i = 0; i < share.length; i++) {
    const squared = squaredPx[i] ?? 0;
    if (squared === 0 || doubtful.has(labels[i] ?? 0)) share[i] = 255;
    // A ramp to nothing in the outer half, so that cleared haze leaves no step behind.
    else if (squared <= near) share[i] = 255 * Math.min(1, 2 - 2 * (Math.sqrt(squared) / reachPx));
  }
  return share;
}

/** Whether any solid pixel lies within reach of the part's box, which tells haze at the car from haze elsewhere. */
function touches(part: Component, solid: Uint8Array, reachPx: number, widthPx: number, heightPx: number): boolean {
  const margin = Math.ceil(reachPx) + 1;
  for (let y = Math.max(0, part.top - margin); y <= Math.min(heightPx - 1, part.bottom + margin); y++) {
    for (let x = Math.max(0, part.left - margin); x <= Math.min(widthPx - 1, part.right + margin); x++) {
      if (solid[y * widthPx + x] === 1) return true;
    }
  }
  return false;
}
