import type { Pixels } from '../pixels.ts';

/** Writes the bilinear mix of the four pixels round (x, y) to `out` at `outAt`; pixel centres lie at +0.5, the border repeats. */
export function sampleBilinear(picture: Pixels, x: number, y: number, keep: number, out: Float32Array, outAt: number): void {
  const { data, widthPx, heightPx, channels } = picture;
  const clampedX = Math.min(widthPx - 1, Math.max(0, x - 0.5));
  const clampedY = Math.min(heightPx - 1, Math.max(0, y - 0.5));
  const left = Math.floor(clampedX);
  const top = Math.floor(clampedY);
  const shareX = clampedX - left;
  const shareY = clampedY - top;
  const at = (top * widthPx + left) * channels;
  const right = left + 1 < widthPx ? channels : 0;
  const below = top + 1 < heightPx ? widthPx * channels : 0;
  for (let channel = 0; channel < keep; channel++) {
    const here = at + channel;
    const upper = (data[here] ?? 0) * (1 - shareX) + (data[here + right] ?? 0) * shareX;
    const lower = (data[here + below] ?? 0) * (1 - shareX) + (data[here + below + right] ?? 0) * shareX;
    out[outAt + channel] = upper * (1 - shareY) + lower * shareY;
  }
}
