import type { MaskPixels, RgbaPixels, RgbPixels } from '../../packages/quality/src/index.ts';
import { nearestTo, squaredDistanceTo } from '../../packages/quality/src/raster/distance.ts';
import { deltaE76, labOf } from './lab.ts';

/** Mean ΔE (CIE 1976) along the edge, on white and on black. */
export interface EdgeColours {
  /** Against the true car on that background: a wrong edge and a wrong colour both count. */
  readonly whole: number;
  /** Against the car's true colours under the cutout's own alpha: the rim alone. */
  readonly rim: number;
}

/** What is true along the edge of a rendered car. */
export interface TrueEdge {
  readonly truth: MaskPixels;
  /** The car's own colour for every pixel: the photo's at the nearest pixel that shows nothing but the car. */
  readonly colours: RgbPixels;
  /** Pixels of the edge band. */
  readonly band: readonly number[];
}

/** As wide as the uncertain rim of a mask of 1024 pixels: 0.3 % of the diagonal on either side. */
const bandShare = 0.003;

export function trueEdgeOf(photo: RgbPixels, truth: MaskPixels): TrueEdge {
  const { widthPx, heightPx } = truth;
  const whole = truth.data.map((alpha) => (alpha === 255 ? 1 : 0));
  const { nearest } = nearestTo(whole, widthPx, heightPx, 1);
  const colours = new Uint8Array(photo.data);
  for (const [at, from] of nearest.entries()) {
    if (from < 0) continue;
    for (let channel = 0; channel < 3; channel++) colours[3 * at + channel] = photo.data[3 * from + channel] ?? 0;
  }
  const inside = truth.data.map((alpha) => (alpha >= 128 ? 1 : 0));
  const toCar = squaredDistanceTo(inside, widthPx, heightPx, 1);
  const toBackground = squaredDistanceTo(inside, widthPx, heightPx, 0);
  const widest = Math.max(2, bandShare * Math.hypot(widthPx, heightPx)) ** 2;
  const band: number[] = [];
  for (const [at, alpha] of truth.data.entries()) {
    const away = Math.max(toCar[at] ?? 0, toBackground[at] ?? 0);
    if (away <= widest || (alpha > 0 && alpha < 255)) band.push(at);
  }
  return { truth, colours: { data: colours, widthPx, heightPx, channels: 3 }, band };
}

/** How far a cutout's colours are off along the edge when it stands on a plain background. */
export function edgeColoursOf(cutout: RgbaPixels, { truth, colours, band }: TrueEdge): EdgeColours {
  let whole = 0;
  let rim = 0;
  for (const background of [255, 0]) {
    for (const at of band) {
      const alpha = cutout.data[4 * at + 3] ?? 0;
      const own = laid(cutout.data, 4 * at, alpha, background);
      whole += deltaE76(own, laid(colours.data, 3 * at, truth.data[at] ?? 0, background));
      rim += deltaE76(own, laid(colours.data, 3 * at, alpha, background));
    }
  }
  return { whole: whole / (2 * band.length), rim: rim / (2 * band.length) };
}

/** One pixel on a grey background, mixed as browsers do: on sRGB's values as they are. */
function laid(data: Uint8Array, at: number, alpha: number, background: number): ReturnType<typeof labOf> {
  const mixed = (channel: number) => ((data[at + channel] ?? 0) * alpha + background * (255 - alpha)) / 255;
  return labOf(mixed(0), mixed(1), mixed(2));
}
