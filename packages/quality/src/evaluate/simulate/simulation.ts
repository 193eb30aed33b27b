import type { MaskPixels, RgbaPixels, RgbPixels } from '../../pixels.ts';
import type { DefectCode } from '../../report.ts';
import type { Random } from '../random.ts';

/** A photo and the exact mask of what belongs to the car. */
export interface Labelled {
  readonly photo: RgbPixels;
  readonly truth: MaskPixels;
}

/** What a faulty provider, or a faulty camera, would have delivered. */
export interface Spoilt {
  readonly photo: RgbPixels;
  readonly truth: MaskPixels;
  readonly cutout: RgbaPixels;
}

/** One way in which pictures go wrong, drawn at random from mild to strong. */
export interface Simulation {
  readonly name: string;
  /** The codes that should find it; the first is the one it is measured by. Empty for what no detector is made for. */
  readonly expects: readonly DefectCode[];
  /** Where the harm is: in the mask, in alpha or colour only, or in the photo itself. */
  readonly spoils: 'mask' | 'look' | 'photo';
  apply(picture: Labelled, random: Random): Spoilt;
}

/** Lays `alpha` over a photo: straight colours, and none where nothing is seen, as an engine delivers it. */
export function cutWith(photo: RgbPixels, alpha: Uint8Array): RgbaPixels {
  const data = new Uint8Array(alpha.length * 4);
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    const opacity = alpha[pixel] ?? 0;
    if (opacity === 0) continue;
    data[pixel * 4] = photo.data[pixel * 3] ?? 0;
    data[pixel * 4 + 1] = photo.data[pixel * 3 + 1] ?? 0;
    data[pixel * 4 + 2] = photo.data[pixel * 3 + 2] ?? 0;
    data[pixel * 4 + 3] = opacity;
  }
  return { data, widthPx: photo.widthPx, heightPx: photo.heightPx, channels: 4 };
}

/** A simulation that changes nothing but the mask. */
export function maskSimulation(
  name: string,
  expects: readonly DefectCode[],
  change: (picture: Labelled, random: Random) => Uint8Array,
  spoils: Simulation['spoils'] = 'mask',
): Simulation {
  return {
    name,
    expects,
    spoils,
    apply: (picture, random) => ({ ...picture, cutout: cutWith(picture.photo, change(picture, random)) }),
  };
}
