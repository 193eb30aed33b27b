import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import { findOpaque } from './holes.ts';
import { findSubject } from './subject.ts';

/** What belongs to the car is decided on a grid of about this side: parts and holes are larger than its cells. */
const gridPx = 341;

/**
 * Removes from a mask what does not belong to the car, and makes opaque what is car for sure.
 *
 * @param picture the photo at the mask's size.
 */
export function mendMask(mask: MaskPixels, picture: RgbPixels): MaskPixels {
  const step = Math.max(1, Math.floor(Math.max(mask.widthPx, mask.heightPx) / gridPx));
  const small = shrink(mask, step);
  const share = findSubject(small);
  const subject = { ...small, data: small.data.map((alpha, i) => scaled(alpha, share.data[i] ?? 0)) };
  const opaque = findOpaque(subject, pick(picture, step));

  const data = new Uint8Array(mask.data.length);
  const cells = Int32Array.from({ length: mask.widthPx }, (_, x) => Math.min(small.widthPx - 1, Math.floor(x / step)));
  for (let y = 0, i = 0; y < mask.heightPx; y++) {
    const row = Math.min(small.heightPx - 1, Math.floor(y / step)) * small.widthPx;
    for (let x = 0; x < mask.widthPx; x++, i++) {
      const cell = row + (cells[x] ?? 0);
      data[i] = opaque.data[cell] === 255 ? 255 : scaled(mask.data[i] ?? 0, share.data[cell] ?? 0);
    }
  }
  return { ...mask, data };
}

function scaled(alpha: number, share: number): number {
  return share === 255 ? alpha : share === 0 ? 0 : Math.round((alpha * share) / 255);
}

/** Means of `step` × `step` pixels; what is cut off at the right and bottom belongs to the last cell when it is applied. */
function shrink({ data, widthPx, heightPx }: MaskPixels, step: number): MaskPixels {
  const width = Math.max(1, Math.floor(widthPx / step));
  const height = Math.max(1, Math.floor(heightPx / step));
  const small = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      let sum = 0;
      for (let dy = 0; dy < step; dy++) {
        const from = (y * step + dy) * widthPx + x * step;
        for (let dx = 0; dx < step; dx++) sum += data[from + dx] ?? 0;
      }
      small[to] = sum / (step * step);
    }
  }
  return { data: small, widthPx: width, heightPx: height, channels: 1 };
}

/** Every `step`-th pixel: brightness of whole areas does not need each of them. */
function pick({ data, widthPx, heightPx }: RgbPixels, step: number): RgbPixels {
  const width = Math.max(1, Math.floor(widthPx / step));
  const height = Math.max(1, Math.floor(heightPx / step));
  const small = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const from = 3 * (y * step * widthPx + x * step);
      small[to] = data[from] ?? 0;
      small[to + 1] = data[from + 1] ?? 0;
      small[to + 2] = data[from + 2] ?? 0;
    }
  }
  return { data: small, widthPx: width, heightPx: height, channels: 3 };
}
