import type { ColourModel } from './colour-model.ts';
import type { EdgeProfiles } from './edge-profiles.ts';
import type { EdgeChain, EdgeSamples } from './edge-samples.ts';
import type { Frame, Place } from './frame.ts';

/** A stretch of the cutout's edge, and whether the photo bears it out. */
export interface EdgeWindow {
  readonly place: Place;
  readonly kind: EdgeChain['kind'];
  /**
   * How well the photo bears this stretch out, from about -0.2 (the picture runs straight across it) to about 0.9 (a clear
   * edge). Two observations: colour changes more across the edge than along it, and the colours on both sides do not
   * vary together.
   */
  readonly support: number;
  /** Whether the colours just outside, and just inside, are the car's (above 0) or the ground's (below 0). */
  readonly carLikeOutside: number;
  readonly carLikeInside: number;
  /** Mean of the normals' downward part: 1 where the edge is the car's underside. */
  readonly facingDown: number;
  /** Mean luma of the same pixels. */
  readonly lumaInside: number;
  readonly lumaOutside: number;
}

/** Length of a stretch, of the diagonal: shorter ones judge by chance, longer ones look past a wheel. */
const lengthShare = 0.07;
/** Where colours beside the edge are compared, px; nearer is the camera's own blur. */
const besidePx = 2;
/** How many pixels from there on are looked at for what is car, what is ground and what is dark. */
const mostDepths = 8;

/** Cuts every contour into overlapping stretches and judges each; a stretch that runs along the border is left out. */
export function judgeWindows(edge: EdgeSamples, profiles: EdgeProfiles, colours: ColourModel, frame: Frame): EdgeWindow[] {
  return edge.chains.flatMap((chain) => {
    const count = chain.end - chain.start;
    // A step between pixel sides is 1 or ½ √2 long; 0.8 on average.
    const half = Math.max(4, Math.round((lengthShare * frame.diagonalPx) / (0.8 * chain.stride) / 2));
    const fitting = Math.min(half, Math.floor(count / 4));
    if (fitting < 4) return [];
    const windows: EdgeWindow[] = [];
    for (let centre = 0; centre < count; centre += Math.max(1, fitting >> 1)) {
      const window = judgeWindow(edge, profiles, colours, chain, centre, fitting);
      if (window) windows.push(window);
    }
    return windows;
  });
}

function judgeWindow(
  edge: EdgeSamples,
  profiles: EdgeProfiles,
  colours: ColourModel,
  chain: EdgeChain,
  centre: number,
  half: number,
): EdgeWindow | undefined {
  const { length, reachPx } = profiles;
  const depths = Math.min(mostDepths, reachPx - besidePx);
  const count = chain.end - chain.start;
  const neighbour = (sample: number, by: number) => chain.start + ((((sample - chain.start + by) % count) + count) % count);
  const sums = new WindowSums();
  for (let offset = -half; offset <= half; offset++) {
    const sample = neighbour(chain.start + centre, offset);
    if (edge.onBorder[sample] === 1) continue;
    const at = sample * length + reachPx;
    sums.addSides(profiles.colours, at - besidePx, at + besidePx);
    sums.across += strongestNear(profiles, sample, besidePx);
    const before = (neighbour(sample, -1) * length + reachPx) * 3;
    const after = (neighbour(sample, 1) * length + reachPx) * 3;
    sums.along += rootMeanSquare(profiles.colours, before, after) / 2 / chain.stride;
    sums.down += edge.normalY[sample] ?? 0;
    for (let step = besidePx; step < besidePx + depths; step++) {
      sums.outside += likeness(colours, profiles.colours, at + step) / depths;
      sums.inside += likeness(colours, profiles.colours, at - step) / depths;
      sums.lumaOutside += lumaAt(profiles.colours, at + step) / depths;
      sums.lumaInside += lumaAt(profiles.colours, at - step) / depths;
    }
    sums.include(edge.x[sample] ?? 0, edge.y[sample] ?? 0);
  }
  if (sums.count < half) return undefined;
  return { ...sums.result(), kind: chain.kind };
}

// In levels: six of noise a sample, and 600 as the variance of two noisy sides.
const noise = 6;
const sidesNoise = 600;

class WindowSums {
  count = 0;
  across = 0;
  along = 0;
  down = 0;
  outside = 0;
  inside = 0;
  lumaInside = 0;
  lumaOutside = 0;
  private readonly sumInside = [0, 0, 0];
  private readonly sumOutside = [0, 0, 0];
  private squares = 0;
  private differences = 0;
  private left = Number.POSITIVE_INFINITY;
  private top = Number.POSITIVE_INFINITY;
  private right = 0;
  private bottom = 0;

  addSides(colours: Float32Array, inside: number, outside: number): void {
    for (let channel = 0; channel < 3; channel++) {
      const one = colours[inside * 3 + channel] ?? 0;
      const other = colours[outside * 3 + channel] ?? 0;
      this.sumInside[channel] = (this.sumInside[channel] ?? 0) + one;
      this.sumOutside[channel] = (this.sumOutside[channel] ?? 0) + other;
      this.squares += one * one + other * other;
      this.differences += (one - other) ** 2;
    }
  }

  include(x: number, y: number): void {
    this.count++;
    this.left = Math.min(this.left, x);
    this.right = Math.max(this.right, x);
    this.top = Math.min(this.top, y);
    this.bottom = Math.max(this.bottom, y);
  }

  result(): Omit<EdgeWindow, 'kind'> {
    const { count } = this;
    const meanSquares = [...this.sumInside, ...this.sumOutside].reduce((sum, value) => sum + (value / count) ** 2, 0);
    const variance = this.squares / count - meanSquares;
    const crossing = this.across / (this.across + 1.5 * this.along + noise * count);
    const apart = this.differences / count / (variance + sidesNoise);
    return {
      place: {
        left: Math.floor(this.left) - 2,
        top: Math.floor(this.top) - 2,
        right: Math.ceil(this.right) + 2,
        bottom: Math.ceil(this.bottom) + 2,
      },
      support: crossing + 0.1 * Math.log10(0.02 + apart),
      carLikeOutside: this.outside / count,
      carLikeInside: this.inside / count,
      facingDown: this.down / count,
      lumaInside: this.lumaInside / count,
      lumaOutside: this.lumaOutside / count,
    };
  }
}

function lumaAt(colours: Float32Array, at: number): number {
  return 0.299 * (colours[at * 3] ?? 0) + 0.587 * (colours[at * 3 + 1] ?? 0) + 0.114 * (colours[at * 3 + 2] ?? 0);
}

function likeness(colours: ColourModel, samples: Float32Array, at: number): number {
  return colours(samples[at * 3] ?? 0, samples[at * 3 + 1] ?? 0, samples[at * 3 + 2] ?? 0);
}

function rootMeanSquare(colours: Float32Array, one: number, other: number): number {
  const red = (colours[one] ?? 0) - (colours[other] ?? 0);
  const green = (colours[one + 1] ?? 0) - (colours[other + 1] ?? 0);
  const blue = (colours[one + 2] ?? 0) - (colours[other + 2] ?? 0);
  return Math.sqrt((red * red + green * green + blue * blue) / 3);
}

/** The strongest gradient within `withinPx` of the edge at one sample. */
function strongestNear({ gradients, length, reachPx }: EdgeProfiles, sample: number, withinPx: number): number {
  let strongest = 0;
  for (let offset = -withinPx; offset <= withinPx; offset++)
    strongest = Math.max(strongest, gradients[sample * length + reachPx + offset] ?? 0);
  return strongest;
}
