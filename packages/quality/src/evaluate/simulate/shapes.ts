import type { MaskPixels } from '../../pixels.ts';
import { squaredDistanceTo } from '../../raster/distance.ts';
import { convolveSeparable, gaussianKernel } from '../../raster/smooth.ts';
import { between, type Random } from '../random.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Distance to the mask's edge, px: above 0 inside, below 0 outside. */
export function signedDistance({ data, widthPx, heightPx }: MaskPixels): Float32Array {
  const mask = data.map((value) => (value >= 128 ? 1 : 0));
  const inside = squaredDistanceTo(mask, widthPx, heightPx, 0);
  const outside = squaredDistanceTo(mask, widthPx, heightPx, 1);
  return inside.map((value, at) => (mask[at] === 1 ? Math.sqrt(value) - 0.5 : 0.5 - Math.sqrt(outside[at] ?? 0)));
}

/** An irregular blob: five overlapping discs round a centre. Its radius is that of a disc of about the same area. */
export function blob(centre: Point, radiusPx: number, random: Random): (x: number, y: number) => boolean {
  const discs = Array.from({ length: 5 }, () => {
    const angle = between(random, 0, 2 * Math.PI);
    const away = between(random, 0, 0.7 * radiusPx);
    return {
      x: centre.x + away * Math.cos(angle),
      y: centre.y + away * Math.sin(angle),
      squared: (between(random, 0.5, 0.8) * radiusPx) ** 2,
    };
  });
  return (x, y) => discs.some((disc) => (x - disc.x) ** 2 + (y - disc.y) ** 2 <= disc.squared);
}

/** A pixel drawn from those where `allowed` holds, or `undefined` if there is none. */
export function pickPixel(widthPx: number, heightPx: number, random: Random, allowed: (at: number) => boolean): Point | undefined {
  const candidates: number[] = [];
  for (let at = 0; at < widthPx * heightPx; at++) if (allowed(at)) candidates.push(at);
  const at = candidates[Math.floor(random() * candidates.length)];
  return at === undefined ? undefined : { x: at % widthPx, y: Math.floor(at / widthPx) };
}

/** Sets the pixels that `shape` covers, and `where` allows, to `value`; looks only near `centre`. */
export function paint(
  alpha: Uint8Array,
  { widthPx, heightPx }: MaskPixels,
  centre: Point,
  radiusPx: number,
  shape: (x: number, y: number) => boolean,
  value: number,
  where: (at: number) => boolean = () => true,
): void {
  const reach = Math.ceil(1.6 * radiusPx) + 1;
  for (let y = Math.max(0, Math.floor(centre.y) - reach); y < Math.min(heightPx, centre.y + reach); y++) {
    for (let x = Math.max(0, Math.floor(centre.x) - reach); x < Math.min(widthPx, centre.x + reach); x++) {
      const at = y * widthPx + x;
      if (shape(x, y) && where(at)) alpha[at] = value;
    }
  }
}

export function areaOf(mask: MaskPixels): number {
  return mask.data.reduce((sum, value) => sum + (value >> 7), 0);
}

export function diagonalOf({ widthPx, heightPx }: MaskPixels): number {
  return Math.hypot(widthPx, heightPx);
}

/** A field of smooth random numbers with mean 0 and standard deviation 1, that vary over about `sigmaPx`. */
export function smoothNoise(widthPx: number, heightPx: number, sigmaPx: number, random: Random): Float32Array {
  const kernel = gaussianKernel(sigmaPx);
  const noise = convolveSeparable(
    Float32Array.from({ length: widthPx * heightPx }, () => random() - 0.5),
    widthPx,
    heightPx,
    kernel,
    kernel,
  );
  const spread = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / noise.length);
  return noise.map((value) => value / spread);
}

/** The rectangle round the mask; `right` and `bottom` are exclusive. */
export function boundsOf({ data, widthPx, heightPx }: MaskPixels): { left: number; top: number; right: number; bottom: number } {
  const bounds = { left: widthPx, top: heightPx, right: 0, bottom: 0 };
  for (let at = 0; at < data.length; at++) {
    if ((data[at] ?? 0) < 128) continue;
    const x = at % widthPx;
    const y = (at - x) / widthPx;
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x + 1);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y + 1);
  }
  return bounds;
}
