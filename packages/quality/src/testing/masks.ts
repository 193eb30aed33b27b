import * as fc from 'fast-check';
import type { MaskPixels } from '../pixels.ts';

/** A mask written as rows of digits: 0 is background, 9 is car, what is between is partly transparent. */
export function maskOf(...rows: readonly string[]): MaskPixels {
  const data = Uint8Array.from(rows.join(''), (digit) => Math.round((Number(digit) * 255) / 9));
  return { data, widthPx: rows[0]?.length ?? 0, heightPx: rows.length, channels: 1 };
}

/** Zeros and ones as the raster functions take them. */
export function bits(...rows: readonly string[]): Uint8Array {
  return Uint8Array.from(rows.join(''), Number);
}

export function rectangle(widthPx: number, heightPx: number, left: number, top: number, right: number, bottom: number): MaskPixels {
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = top; y < bottom; y++) data.fill(255, y * widthPx + left, y * widthPx + right);
  return { data, widthPx, heightPx, channels: 1 };
}

interface Bitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mask: Uint8Array;
}

/** Small bitmaps of every shape, for comparing a fast way with an obvious one. */
export const bitmaps: fc.Arbitrary<Bitmap> = fc
  .record({ widthPx: fc.integer({ min: 1, max: 12 }), heightPx: fc.integer({ min: 1, max: 12 }), share: fc.constantFrom(0.1, 0.5, 0.9) })
  .chain(({ widthPx, heightPx, share }) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: widthPx * heightPx, maxLength: widthPx * heightPx })
      .map((values) => ({ widthPx, heightPx, mask: Uint8Array.from(values, (value) => (value < share ? 1 : 0)) })),
  );

/** Two alphas of the same size. */
export const alphaPairs: fc.Arbitrary<readonly [MaskPixels, MaskPixels]> = fc
  .record({ widthPx: fc.integer({ min: 1, max: 14 }), heightPx: fc.integer({ min: 1, max: 14 }) })
  .chain((size) => {
    const length = size.widthPx * size.heightPx;
    const level = fc.oneof(fc.constantFrom(0, 255), fc.integer({ min: 0, max: 255 }));
    const alpha = fc
      .array(level, { minLength: length, maxLength: length })
      .map((values): MaskPixels => ({ data: Uint8Array.from(values), ...size, channels: 1 }));
    return fc.tuple(alpha, alpha);
  });
