import { ForecourtError } from '@forecourt/errors';
import type { RgbaPixels } from '@forecourt/quality';
import type { Picture } from '../operations/operation.ts';

/** The pixels of a canvas: a browser's `ImageData`, and what canvases of Node give in its place. */
export interface ImageDataLike {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly colorSpace?: string | undefined;
}

/** Whether something has the shape of `ImageData`. */
export function isImageData(value: unknown): value is ImageDataLike {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return 'width' in value && 'height' in value && 'data' in value && ArrayBuffer.isView(value.data);
}

/**
 * The pixels of a canvas as a picture with alpha. They are not copied: leave the canvas's data as it is until the picture is done with.
 *
 * @throws ForecourtError `INVALID_INPUT` for data of another length or of wide colours
 */
export function fromImageData({ data, width, height, colorSpace }: ImageDataLike): RgbaPixels {
  if (colorSpace !== undefined && colorSpace !== 'srgb') {
    throw new ForecourtError('INVALID_INPUT', `The colours of this canvas are ${colorSpace}, which are not sRGB.`, {
      hint: "Read it with getImageData(…, { colorSpace: 'srgb' }).",
    });
  }
  // A canvas of floats has four bytes for each value.
  const isWhole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!isWhole || data.length !== width * height * 4 || data.byteLength !== data.length) {
    throw new ForecourtError('INVALID_INPUT', `A canvas of ${width} × ${height} pixels cannot have ${data.length} values.`);
  }
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), widthPx: width, heightPx: height, channels: 4 };
}

/** Whether something is pixels already: a canvas's data, or a picture of ours. */
export function isPixels(value: unknown): value is ImageDataLike | Picture {
  return isImageData(value) || isPicture(value);
}

/** Pixels as a picture. @throws ForecourtError `INVALID_INPUT` where there are not as many as there should be; as {@link fromImageData} */
export function pictureOf(pixels: ImageDataLike | Picture): Picture {
  return isPicture(pixels) ? checked(pixels) : fromImageData(pixels);
}

function isPicture(value: unknown): value is Picture {
  if (typeof value !== 'object' || value === null) return false;
  return 'widthPx' in value && 'heightPx' in value && 'channels' in value && 'data' in value && ArrayBuffer.isView(value.data);
}

function checked(picture: Picture): Picture {
  const { data, widthPx, heightPx, channels } = picture;
  if ((channels === 3 || channels === 4) && data.length === widthPx * heightPx * channels && data.length > 0) return picture;
  throw new ForecourtError('INVALID_INPUT', `A picture of ${widthPx} × ${heightPx} pixels cannot have ${data.length} values.`);
}

/** A picture as the data of an `ImageData`: `new ImageData(data, width, height)` is then what a canvas takes. */
export function toImageData({ data, widthPx, heightPx, channels }: Picture): {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
} {
  const pixels = new Uint8ClampedArray(widthPx * heightPx * 4);
  if (channels === 4) pixels.set(data);
  else {
    for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
      pixels[to] = data[from] ?? 0;
      pixels[to + 1] = data[from + 1] ?? 0;
      pixels[to + 2] = data[from + 2] ?? 0;
      pixels[to + 3] = 255;
    }
  }
  return { data: pixels, width: widthPx, height: heightPx };
}
