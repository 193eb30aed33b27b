import type { MaskPixels } from '@forecourt/quality';

/**
 * Networks trained on hard masks spread what they are unsure of to the outside: where the edge is soft (contact shadows, dark tyres),
 * one half is too far out. Where it is steep, one half is the edge. Both lines from "nothing" to "all" were fitted on 35 labelled vehicles and on
 * rendered cars with exact alpha; see decisions/0004.
 */
const soft = { nothing: 0.3, all: 0.95 };
const steep = { nothing: 0.2, all: 0.8 };
/** Alpha's change over one mask pixel, of 255, at which an edge counts as soft and from which it counts as steep. */
const softBelow = 20;
const steepFrom = 60;

const levels = 16;
/** One curve of 256 values for each of 16 steps from soft to steep. */
const curves = Array.from({ length: levels }, (_, level) => {
  const share = level / (levels - 1);
  const nothing = soft.nothing + share * (steep.nothing - soft.nothing);
  const all = soft.all + share * (steep.all - soft.all);
  return Uint8Array.from({ length: 256 }, (_, alpha) =>
    Math.round(255 * Math.min(1, Math.max(0, (alpha / 255 - nothing) / (all - nothing)))),
  );
});

/** Moves a mask's soft edges to where they fit best and steepens all; shadows and haze at the foot of the edge go. */
export function tightenEdge(mask: MaskPixels): MaskPixels {
  const { data: alphas, widthPx, heightPx } = mask;
  const data = new Uint8Array(alphas.length);
  for (let y = 0, i = 0; y < heightPx; y++) {
    const above = y > 0 ? -widthPx : 0;
    const below = y < heightPx - 1 ? widthPx : 0;
    for (let x = 0; x < widthPx; x++, i++) {
      const alpha = alphas[i] ?? 0;
      if (alpha === 0) continue;
      if (alpha === 255) {
        data[i] = 255;
        continue;
      }
      const left = alphas[x > 0 ? i - 1 : i] ?? 0;
      const right = alphas[x < widthPx - 1 ? i + 1 : i] ?? 0;
      const change = Math.max(Math.abs(right - left), Math.abs((alphas[i + below] ?? 0) - (alphas[i + above] ?? 0))) / 2;
      const share = (change - softBelow) / (steepFrom - softBelow);
      const level = Math.round((levels - 1) * Math.min(1, Math.max(0, share)));
      data[i] = curves[level]?.[alpha] ?? alpha;
    }
  }
  return { ...mask, data };
}
