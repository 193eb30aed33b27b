import type { RgbaPixels } from '@forecourt/quality';
import { z } from 'zod';
import { colourSchema, type Rgb } from '../../colour.ts';
import { type Area, copyArea } from '../../copy-area.ts';
import { defineOperation, type Picture } from '../operation.ts';

const part = z.int().min(1).max(16_384);

/**
 * Adds to two sides of a picture so that it has the proportions of `widthPx` to `heightPx`, to the nearest pixel, with all of it in the middle.
 * Nothing is scaled: {@link padding} tells where the picture lies in the result. A `transparent` background gives a picture with alpha.
 */
export const padToAspect = defineOperation({
  name: 'pad-to-aspect',
  schema: z.strictObject({
    widthPx: part,
    heightPx: part,
    background: z.union([z.literal('transparent'), colourSchema]).prefault('white'),
  }),
  apply(picture, { widthPx, heightPx, background }) {
    const { canvas, content } = padding(picture, { widthPx, heightPx });
    return canvas.widthPx === picture.widthPx && canvas.heightPx === picture.heightPx
      ? picture
      : padded(picture, canvas, content, background);
  },
});

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The smallest canvas of the proportions of `aspect` that holds a picture of `size`, and where in it the picture lies. */
export function padding(size: Size, aspect: Size): { readonly canvas: Size; readonly content: Area } {
  const canvas = {
    widthPx: Math.max(size.widthPx, Math.round((size.heightPx * aspect.widthPx) / aspect.heightPx)),
    heightPx: Math.max(size.heightPx, Math.round((size.widthPx * aspect.heightPx) / aspect.widthPx)),
  };
  return { canvas, content: centred(size, canvas) };
}

/** Where a picture lies in the middle of a canvas. */
export function centred({ widthPx, heightPx }: Size, canvas: Size): Area {
  return { leftPx: Math.floor((canvas.widthPx - widthPx) / 2), topPx: Math.floor((canvas.heightPx - heightPx) / 2), widthPx, heightPx };
}

/** A picture on a larger canvas. */
export function padded(picture: Picture, canvas: Size, { leftPx, topPx }: Area, background: 'transparent' | Rgb): Picture {
  const source = background === 'transparent' ? withAlpha(picture) : picture;
  const result = copyArea<3 | 4>(source, { leftPx: -leftPx, topPx: -topPx, ...canvas });
  if (background !== 'transparent') paintAround(result, picture, leftPx, topPx, background);
  return result.channels === 3 ? { ...result, channels: 3 } : { ...result, channels: 4 };
}

function paintAround(
  { data, widthPx, heightPx, channels }: { readonly data: Uint8Array; readonly channels: 3 | 4 } & Size,
  inner: Size,
  leftPx: number,
  topPx: number,
  { red, green, blue }: Rgb,
): void {
  for (let y = 0; y < heightPx; y++) {
    const isBeside = y >= topPx && y < topPx + inner.heightPx;
    for (let x = 0; x < widthPx; x++) {
      if (isBeside && x === leftPx) x += inner.widthPx;
      if (x >= widthPx) break;
      const at = (y * widthPx + x) * channels;
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
      if (channels === 4) data[at + 3] = 255;
    }
  }
}

function withAlpha(picture: Picture): RgbaPixels {
  if (picture.channels === 4) return picture;
  const data = new Uint8Array((picture.data.length / 3) * 4);
  for (let from = 0, to = 0; from < picture.data.length; from += 3, to += 4) {
    data[to] = picture.data[from] ?? 0;
    data[to + 1] = picture.data[from + 1] ?? 0;
    data[to + 2] = picture.data[from + 2] ?? 0;
    data[to + 3] = 255;
  }
  return { ...picture, data, channels: 4 };
}
