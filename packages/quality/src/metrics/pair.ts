import { ForecourtError } from '@forecourt/errors';
import type { MaskPixels } from '../pixels.ts';

/** Throws `INVALID_INPUT` unless both masks have the same size and the bytes for it. */
export function checkPair(prediction: MaskPixels, truth: MaskPixels): void {
  const pixels = truth.widthPx * truth.heightPx;
  const fits = prediction.widthPx === truth.widthPx && prediction.heightPx === truth.heightPx;
  if (fits && prediction.data.length === pixels && truth.data.length === pixels) return;
  throw new ForecourtError('INVALID_INPUT', 'Two masks can only be compared if they have the same size and one byte for each pixel.', {
    details: { prediction: [prediction.widthPx, prediction.heightPx], truth: [truth.widthPx, truth.heightPx] },
  });
}

/** 1 where a mask is car, that is 128 or more. */
export function binary(mask: MaskPixels): Uint8Array {
  const out = new Uint8Array(mask.data.length);
  for (let at = 0; at < out.length; at++) out[at] = (mask.data[at] ?? 0) >> 7;
  return out;
}
