import type { RgbaPixels, RgbPixels } from '@forecourt/quality';
import type { Rgb } from './colour.ts';

/** A picture without transparency, and whether there had been any. */
export interface Flattened {
  readonly pixels: RgbPixels;
  readonly wasTransparent: boolean;
}

/**
 * Lays a picture on a solid colour and drops its alpha channel, rounding to the nearest of 256 steps.
 *
 * The colours are mixed as they are stored (sRGB), not in linear light. A matte is estimated on stored values, so this is the mixture
 * that the estimate belongs to: laid on its old background, a cutout gives the photo back, while linear light would draw a pale rim around
 * dark cars. Browsers mix page backgrounds in the same way, so the flat picture looks like the transparent one on a page of that colour.
 */
export function flattenPixels({ data, widthPx, heightPx }: RgbaPixels, { red, green, blue }: Rgb): Flattened {
  const flat = new Uint8Array(widthPx * heightPx * 3);
  let wasTransparent = false;
  for (let from = 0, to = 0; to < flat.length; from += 4, to += 3) {
    const alpha = data[from + 3] ?? 0;
    if (alpha === 255) {
      flat[to] = data[from] ?? 0;
      flat[to + 1] = data[from + 1] ?? 0;
      flat[to + 2] = data[from + 2] ?? 0;
      continue;
    }
    wasTransparent = true;
    flat[to] = mix(data[from] ?? 0, red, alpha);
    flat[to + 1] = mix(data[from + 1] ?? 0, green, alpha);
    flat[to + 2] = mix(data[from + 2] ?? 0, blue, alpha);
  }
  return { pixels: { data: flat, widthPx, heightPx, channels: 3 }, wasTransparent };
}

function mix(front: number, back: number, alpha: number): number {
  return Math.round((front * alpha + back * (255 - alpha)) / 255);
}
