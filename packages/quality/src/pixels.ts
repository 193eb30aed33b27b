/**
 * A decoded picture: 8 bits a channel, interleaved, row by row from the top left, upright (EXIF orientation applied),
 * sRGB. `data.length` is `widthPx * heightPx * channels`.
 */
export interface Pixels<Channels extends 1 | 3 | 4 = 1 | 3 | 4> {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: Channels;
}

/** A photo: red, green, blue, 0 to 255. */
export type RgbPixels = Pixels<3>;

/** A cutout: red, green, blue and alpha, straight (not premultiplied), 0 to 255; alpha 0 is background. */
export type RgbaPixels = Pixels<4>;

/** One value a pixel: a mask or an alpha channel, 0 is background and 255 is car. */
export type MaskPixels = Pixels<1>;
